import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { claimDataDirectory, dataDirectory } from '../../scripts/data-directory.ts'
import { takeFileLock } from '../../scripts/file-lock.ts'
import { stopServer } from '../../scripts/postgres/stop-server.ts'

const PREFIX = 'delivery-graph-test-'
/** A younger directory may be one that its run has not locked yet. */
const MINIMUM_AGE_MS = 60_000

/** A data directory below the temporary folder, held by this process until it is erased or the process ends. */
export function createTestRunDirectory(): string {
  const directory = dataDirectory(mkdtempSync(path.join(tmpdir(), PREFIX)))
  claimDataDirectory(directory)
  takeFileLock(directory.stackLock)
  return directory.root
}

export async function eraseTestRunDirectory(root: string): Promise<void> {
  await stopServer(dataDirectory(root).postgres.data)
  rmSync(root, { recursive: true, force: true })
}

/** A test run that was killed leaves its database running; the next run ends it. */
export async function eraseAbandonedTestRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const root = path.join(tmpdir(), name)
    try {
      if (Date.now() - statSync(root).ctimeMs < MINIMUM_AGE_MS) continue
      if (!('heldBy' in takeFileLock(dataDirectory(root).stackLock))) await eraseTestRunDirectory(root)
    } catch {
      // It belongs to another user, or somebody else erases it right now.
    }
  }
}
