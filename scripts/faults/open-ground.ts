import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { clientSecret, dataDirectory, readSecrets } from '../data-directory.ts'
import { createTokenSource } from '../demo/token-source.ts'
import { CLI_CLIENT_ID } from '../identity-provider/cli-client.ts'
import { drawsOf } from '../seed/random.ts'
import { gatewayUrl } from '../start/part-definitions.ts'
import { freePorts } from '../start/ports.ts'
import { type Stack, startStack } from '../start/stack.ts'
import { seedCaseRecords, tokenIn } from './case-records.ts'
import { createDirector } from './drive/director.ts'
import { createPeople } from './drive/people.ts'
import { createFaultPlan } from './fault-plan.ts'
import type { Ground } from './ground.ts'
import { createKillWaves } from './kill-waves.ts'
import { createCallLog } from './proxy/call-log.ts'
import { openFaultProxy } from './proxy/fault-proxy.ts'

/** Handoffs for which there are records; the largest matrix needs fewer. */
const CASE_RECORDS = 400
const WORKERS = ['worker-1', 'worker-2'] as const

export interface GroundOptions {
  readonly seed: number
  /** Leaves data directory and call log behind. */
  readonly keep: boolean
  readonly report: (line: string) => void
}

export interface OpenGround extends Omit<Ground, 'cells'> {
  readonly dataDir: string
  close(): Promise<void>
}

/** Starts a graph of its own, on temporary data, with two workers that reach the gateway through the fault proxy only. */
export async function openGround({ seed, keep, report }: GroundOptions): Promise<OpenGround> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'delivery-graph-faults-'))
  const ports = await freePorts()
  // Beside the data directory while it is not claimed yet: a claimed one must have been empty.
  const logFile = `${dataDir}.calls.jsonl`
  const log = createCallLog(logFile)
  const plan = createFaultPlan()
  const draws = drawsOf('fault drill', seed)
  let drawn = 0
  let stack: Stack | undefined

  const waves = createKillWaves({
    workers: WORKERS,
    kill: (worker) => kill(worker),
    restart: async (worker) => stack?.restart(worker),
    lastAnswerAt: log.lastAnswerAt,
    random: () => {
      drawn += 1
      return draws.unit(String(drawn))
    },
  })
  const proxy = await openFaultProxy({
    gatewayUrl: gatewayUrl(ports),
    workers: WORKERS,
    pidOf: (worker) => stack?.pidOf(worker),
    log,
    tokenIn,
    intercept: plan.intercept,
    onReady: waves.noteUp,
  })

  async function kill(part: Parameters<Ground['kill']>[0]): Promise<void> {
    const pid = part === 'crm' || part === 'erp' || part === 'psa' ? undefined : stack?.pidOf(part)
    log.record({ event: 'killed', part, pid: pid ?? null })
    if (part === 'worker-1' || part === 'worker-2') waves.noteDown(part)
    await stack?.kill(part)
  }

  async function heal(): Promise<void> {
    if (stack === undefined) return
    for (const worker of WORKERS) stack.resume(worker)
    for (const part of ['database', 'gateway', ...WORKERS] as const)
      if (stack.pidOf(part) === undefined) await stack.restart(part)
    await Promise.all([stack.restart('crm'), stack.restart('erp'), stack.restart('psa')])
  }

  async function close(): Promise<void> {
    director.stop()
    await waves.close()
    await proxy.close()
    await stack?.stop()
    if (!keep) for (const each of [dataDir, logFile]) rmSync(each, { recursive: true, force: true })
  }

  const started = await startStack({
    dataDir,
    ports,
    seed: 'dev',
    workers: WORKERS.length,
    workerGatewayUrl: proxy.urlFor,
    report: (line) => report(`  ${line}`),
  }).catch(async (error: unknown) => {
    await proxy.close()
    await waves.close()
    throw error
  })
  stack = started
  await seedCaseRecords({ adminUrl: started.adminUrl, documents: dataDirectory(dataDir).documents, count: CASE_RECORDS })
  const people = createPeople({
    url: started.gatewayUrl,
    tokenOf: createTokenSource(started.issuer, clientSecret(readSecrets(dataDirectory(dataDir)), CLI_CLIENT_ID)),
  })
  const director = createDirector(people, log)

  return {
    stack: started,
    workers: WORKERS,
    log,
    plan,
    waves,
    director,
    kill,
    heal,
    dataDir,
    close,
    advanceBusinessTime: (durationMs) => advanceBusinessTime(started.adminUrl, durationMs),
  }
}

async function advanceBusinessTime(adminUrl: string, durationMs: number): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query("select platform.set_business_time(platform.business_now() + $1 * interval '1 millisecond')", [durationMs])
  } finally {
    await client.end()
  }
}
