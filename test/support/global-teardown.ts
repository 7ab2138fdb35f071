import { dropTestDatabases } from './database.ts'
import { testRun } from './global-setup.ts'
import { eraseTestRunDirectory } from './test-run-directory.ts'

/** Removes what `global-setup.ts` made: an external server is left as it was found. */
export default async function globalTeardown(): Promise<void> {
  if (testRun === undefined) return
  await testRun.stack?.stop()
  if (testRun.server.kind === 'external') await dropTestDatabases()
  await eraseTestRunDirectory(testRun.dataDir)
}
