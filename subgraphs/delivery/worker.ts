import { pathToFileURL } from 'node:url'
import pino from 'pino'
import { readEnvironment } from '../shared/config.ts'
import { openDatabase } from '../shared/postgres/database.ts'
import { createPostgresJournal } from './adapters/postgres/journal/postgres-journal.ts'
import { createDatabaseClock } from './clock.ts'
import { WorkerConfig } from './config.ts'
import { startEngineWorker } from './engine/dbos/worker.ts'
import { createGraphClient } from './graph/graph-client.ts'
import { createServiceToken } from './graph/service-token.ts'
import { waitForGateway } from './graph/wait-for-gateway.ts'
import { registeredWorkflows } from './workflows/registered-workflows.ts'
import { STANDARD_RETRY } from './workflows/retry-policy.ts'

export interface RunningWorker {
  /** Identity of this incarnation in the log. */
  readonly id: string
  stop(): Promise<void>
}

/**
 * Executes runs, any number of worker processes side by side; one engine a process. It may die at any moment: another
 * worker, or its next start, goes on where it was.
 */
export async function startDeliveryWorker(env: Readonly<Record<string, string | undefined>>): Promise<RunningWorker> {
  const config = readEnvironment(WorkerConfig, env)
  const log = pino({ name: 'delivery-worker', level: config.LOG_LEVEL })
  const db = openDatabase(config.DATABASE_URL, { name: 'delivery-worker' })
  const { TOKEN_URL, CLIENT_ID, CLIENT_SECRET, CALL_TIMEOUT_MS, GATEWAY_URL } = config
  const token = createServiceToken({
    tokenUrl: TOKEN_URL,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    timeoutMs: CALL_TIMEOUT_MS,
  })
  const tools = {
    journal: createPostgresJournal(db),
    graph: createGraphClient({ gatewayUrl: GATEWAY_URL, token, timeoutMs: CALL_TIMEOUT_MS }),
    clock: createDatabaseClock(db),
    retry: { ...STANDARD_RETRY, baseDelayMs: config.RETRY_BASE_MS },
    log,
  }
  await waitForGateway(GATEWAY_URL, log)
  const engine = await startEngineWorker({
    databaseUrl: config.ENGINE_DATABASE_URL,
    workflows: registeredWorkflows(tools),
    log,
    hungAfterMs: config.HUNG_AFTER_MS,
    // Its runs belong to somebody else now; whoever started this process starts the next one.
    onTakenOver: () => process.exit(1),
  })
  return {
    id: engine.id,
    async stop() {
      await engine.stop()
      await db.destroy()
    },
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const worker = await startDeliveryWorker(process.env)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void worker.stop().finally(() => process.exit(0)))
}
