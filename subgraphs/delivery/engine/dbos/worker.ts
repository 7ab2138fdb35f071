import { hostname } from 'node:os'
import { DBOS, Error as EngineError } from '@dbos-inc/dbos-sdk'
import type { Logger } from 'pino'
import type { EngineWorker, Signal, Workflow, WorkflowContext } from '../port.ts'
import { startReaper } from './reaper.ts'
import { APPLICATION, APPLICATION_VERSION, engineLogger, prepareEngineTables, QUEUE, TOPIC } from './settings.ts'

/** Runs are recovered once per restart of a worker; a run that waits for weeks survives many, so the default of 100 is no limit. */
const MAX_RECOVERIES = 100_000
/** How often an idle worker looks for queued runs, in milliseconds. */
const QUEUE_POLL_MS = 200

/** Codes of DBOS 5.3.0: attempts of a step exhausted, step timed out. */
const STEP_FAILURES: ReadonlySet<number> = new Set([23, 31])

export interface EngineWorkerOptions<Input> {
  /** Connection of the role that owns the engine's schema; direct, not through a transaction pooler. */
  readonly databaseUrl: string
  readonly workflows: readonly Workflow<Input>[]
  readonly log: Logger
  /** A worker whose heart stands still for this long counts as hung, in milliseconds. */
  readonly hungAfterMs: number
  /** Called once when another worker took the runs of this one: the process must end, or both would execute them. */
  readonly onTakenOver: () => void
}

/** Launches the engine in this process; there is one a process. All workflows are known before the first run is taken. */
export async function startEngineWorker<Input>(options: EngineWorkerOptions<Input>): Promise<EngineWorker> {
  const { databaseUrl, workflows, log, hungAfterMs, onTakenOver } = options
  // Unique for ever: two incarnations with one id would each believe that the runs of the other are its own.
  const id = `${hostname()}-${process.pid}-${Date.now()}`
  for (const { name, run } of workflows) {
    DBOS.registerWorkflow((input: Input) => run(input, context), { name, maxRecoveryAttempts: MAX_RECOVERIES })
  }
  await prepareEngineTables(databaseUrl, log)
  DBOS.setConfig({
    name: APPLICATION,
    systemDatabaseUrl: databaseUrl,
    systemDatabasePoolSize: 10,
    executorID: id,
    applicationVersion: APPLICATION_VERSION,
    logger: engineLogger(log),
  })
  // Locked and beating before the first run is taken: from then on this process can be found dead.
  const reaper = await startReaper({ databaseUrl, id, log, hungAfterMs, onTakenOver })
  await DBOS.launch()
  await DBOS.registerQueue(QUEUE, { minPollingIntervalMs: QUEUE_POLL_MS, onConflict: 'always_update' })
  await reaper.watchOthers()
  log.info({ worker: id }, 'worker is up')
  return {
    id,
    async stop() {
      await DBOS.shutdown()
      await reaper.stop()
    },
  }
}

const context: WorkflowContext = {
  // Retries are the step runner's, which knows transient from permanent; the engine only remembers the answer.
  step: (name, work) => DBOS.runStep(work, { name }),
  waitFor: (timeoutMs) => DBOS.recv<Signal>(TOPIC, { timeoutSeconds: timeoutMs / 1000 }),
  now: () => DBOS.now(),
  // By code, because the class of an error is lost on replay. Failures of a step have codes too, and are not interruptions.
  isInterruption(error) {
    const code = error instanceof Error ? EngineError.getDBOSErrorCode(error) : undefined
    return code !== undefined && !STEP_FAILURES.has(code)
  },
}
