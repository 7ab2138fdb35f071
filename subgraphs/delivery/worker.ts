import { pathToFileURL } from 'node:url'
import pino from 'pino'
import { readEnvironment } from '../shared/config.ts'
import { openDatabase } from '../shared/postgres/database.ts'
import { patiently } from '../shared/postgres/patiently.ts'
import { archiveRuns } from './adapters/postgres/archive-runs.ts'
import { createDeferredNewsStore } from './adapters/postgres/deferred-news.ts'
import { createIntakeJournal } from './adapters/postgres/intake-journal.ts'
import { createDefinitionSource, publishBuiltIn } from './adapters/postgres/ledger/definition-source.ts'
import { createPostgresLedger } from './adapters/postgres/ledger/postgres-ledger.ts'
import type { CollaborationSystem } from './collaboration/port.ts'
import { createWebhookSystem } from './collaboration/webhook/webhook-system.ts'
import { WorkerConfig } from './config.ts'
import { startPostgresWorker } from './engine/postgres/worker.ts'
import { createGraphClient } from './graph/graph-client.ts'
import { createServiceToken } from './graph/service-token.ts'
import { waitForGateway } from './graph/wait-for-gateway.ts'
import { startRetention } from './retention.ts'
import { BASE_DELAY_MS } from './rules/failure-path.ts'
import { isPosted } from './steps/is-posted.ts'
import { REGISTERED_STEPS } from './steps/registered-steps.ts'
import { advanceRun } from './workflows/advance-run.ts'
import { giveUp } from './workflows/give-up.ts'
import { startIntake } from './workflows/intake.ts'

export interface RunningWorker {
  /** Identity of this incarnation in the log. */
  readonly id: string
  stop(): Promise<void>
}

/**
 * Executes runs, any number of worker processes side by side. It may die at any moment: another worker, or its next start,
 * goes on where it was.
 */
export async function startDeliveryWorker(env: Readonly<Record<string, string | undefined>>): Promise<RunningWorker> {
  const config = readEnvironment(WorkerConfig, env)
  const { TOKEN_URL, CLIENT_ID, CLIENT_SECRET, CALL_TIMEOUT_MS, GATEWAY_URL, DATABASE_URL, CONCURRENCY } = config
  const log = pino({ name: 'delivery-worker', level: config.LOG_LEVEL })
  const db = openDatabase(DATABASE_URL, { name: 'delivery-worker', prepares: true })
  const token = createServiceToken({
    tokenUrl: TOKEN_URL,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    timeoutMs: CALL_TIMEOUT_MS,
  })
  const graph = createGraphClient({
    gatewayUrl: GATEWAY_URL,
    token,
    timeoutMs: CALL_TIMEOUT_MS,
    documents: config.SEND_DOCUMENTS,
  })
  const tools = {
    ledger: createPostgresLedger(db),
    steps: REGISTERED_STEPS,
    graph,
    collaboration: collaborationOf(config),
    isPosted: (state: Parameters<typeof isPosted>[1]) => isPosted(graph, state),
    chance: () => Math.random() * (config.RETRY_BASE_MS / BASE_DELAY_MS),
    log,
  }
  await patiently(() => publishBuiltIn(db))
  await waitForGateway(GATEWAY_URL, log)
  const engine = await startPostgresWorker({
    db,
    databaseUrl: DATABASE_URL,
    log,
    advance: (lease) => advanceRun(tools, lease),
    giveUp: (lease, cause) => giveUp(tools.ledger, lease, cause),
    concurrency: CONCURRENCY,
    hungAfterMs: config.HUNG_AFTER_MS,
    // Its runs belong to somebody else now; whoever started this process starts the next one.
    onTakenOver: () => process.exit(1),
  })
  const journal = createIntakeJournal(db, createDefinitionSource())
  const deferred = createDeferredNewsStore(db, { firstPauseMs: config.INTAKE_MS })
  const intake = startIntake({ graph, journal, deferred, everyMs: config.INTAKE_MS, log })
  const { RETENTION_DAYS: days } = config
  const retention = days === 0 ? null : startRetention({ archive: () => archiveRuns(db, days), log })
  return {
    id: engine.id,
    async stop() {
      await intake.stop()
      await retention?.stop()
      await engine.stop()
      await db.destroy()
    },
  }
}

function collaborationOf({
  COLLABORATION_URL: url,
  COLLABORATION_TOKEN: token,
  CALL_TIMEOUT_MS,
}: WorkerConfig): CollaborationSystem | null {
  return url === undefined || token === undefined ? null : createWebhookSystem({ url, token, timeoutMs: CALL_TIMEOUT_MS })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const worker = await startDeliveryWorker(process.env)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void worker.stop().finally(() => process.exit(0)))
}
