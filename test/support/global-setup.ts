import { randomBytes } from 'node:crypto'
import path from 'node:path'
import type { GlobalConfig } from 'jest'
import { type DatabaseServer, openDatabaseServer } from '../../scripts/database/open-server.ts'
import { freePort } from '../../scripts/free-port.ts'
import { freePorts } from '../../scripts/start/ports.ts'
import { type Stack, startStack } from '../../scripts/start/stack.ts'
import { createTestRunDirectory, eraseAbandonedTestRuns } from './test-run-directory.ts'

/**
 * Starts one PostgreSQL for the whole test run, in a directory of its own, or takes the server of `DATABASE_URL`.
 * `test/support/database.ts` makes the databases of the single test files on it.
 */
export default async function globalSetup({ testPathPatterns }: GlobalConfig): Promise<void> {
  await eraseAbandonedTestRuns()
  const databaseUrl = process.env.DATABASE_URL
  const dataDir = createTestRunDirectory()
  const server = await openDatabaseServer({ dataDir, port: await freePort(), databaseUrl, settings: THROW_AWAY })
  const stack = wantsStack(testPathPatterns.patterns) ? await startSharedStack(path.join(dataDir, 'stack')) : undefined
  testRun = { server, dataDir, stack }
  process.env.TEST_DATABASE_ADMIN_URL = server.adminUrl
  // Part of every database and role name, so that two test runs can share one external server.
  process.env.TEST_DATABASE_RUN = `dgt_${randomBytes(3).toString('hex')}`
  process.env.TEST_DATABASE_PASSWORD = randomBytes(12).toString('base64url')
}

/** What `global-teardown.ts` has to clean up. */
export let testRun: { readonly server: DatabaseServer; readonly dataDir: string; readonly stack: Stack | undefined } | undefined

/** The whole graph takes seconds to start, so a run of other tests goes without it. Slow tests are found by their ending. */
const wantsStack = (patterns: readonly string[]) =>
  patterns.length === 0 || patterns.some((pattern) => pattern.includes('e2e') || pattern.includes('slow'))

/** The graph of `test/support/shared-stack.ts`; partners may send it texts, for leak scans ask for what nobody registered. */
async function startSharedStack(dataDir: string): Promise<Stack> {
  process.env.TEST_STACK_DIRECTORY = dataDir
  return startStack({ dataDir, ports: await freePorts(), seed: 'dev', partnerDocuments: 'log-unknown', quiet: true })
}

/** Test data need not survive a power cut. */
const THROW_AWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }
