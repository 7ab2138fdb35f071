import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Usage, usageOf } from '../process-usage.ts'

const SCRIPT = fileURLToPath(new URL('./engine-worker.ts', import.meta.url))
const PRELOAD = fileURLToPath(new URL('../../start/exit-with-parent.ts', import.meta.url))

/** Worker processes that share the runs of one database. */
export interface WorkerPool {
  /** Starts as many as are missing, and resolves when all of them take runs. */
  growTo(count: number): Promise<void>
  /** CPU and memory of all of them together; null when the system does not tell. */
  usage(): Usage | null
  stop(): Promise<void>
}

export function createWorkerPool(databaseUrl: string): WorkerPool {
  const children: ChildProcess[] = []
  return {
    async growTo(count) {
      const missing = Array.from({ length: count - children.length }, () => startWorker(databaseUrl))
      children.push(...(await Promise.all(missing)))
    },
    usage() {
      const each = children.map(({ pid }) => usageOf(pid ?? 0))
      return each.reduce<Usage | null>(
        (sum, one) =>
          sum === null || one === null ? null : { cpuMs: sum.cpuMs + one.cpuMs, residentMb: sum.residentMb + one.residentMb },
        { cpuMs: 0, residentMb: 0 },
      )
    },
    async stop() {
      await Promise.all(children.map(stopWorker))
    },
  }
}

function startWorker(databaseUrl: string): Promise<ChildProcess> {
  const { PATH = '', HOME = '', BENCH_NODE_OPTIONS = '' } = process.env
  const child = spawn(
    process.execPath,
    [...BENCH_NODE_OPTIONS.split(' ').filter(Boolean), '--import', 'tsx', '--import', PRELOAD, SCRIPT],
    { env: { PATH, HOME, NODE_ENV: 'production', DATABASE_URL: databaseUrl }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`a worker of the measure ended (${signal ?? `code ${code}`})`)))
  })
}

async function stopWorker(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await exited
}
