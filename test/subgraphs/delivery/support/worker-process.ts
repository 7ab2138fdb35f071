import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('../../../../subgraphs/delivery/worker.ts', import.meta.url))

export interface WorkerProcess {
  readonly pid: number
  kill(signal: NodeJS.Signals): void
  /** Settles when the process is gone, with its exit code or signal. */
  readonly exited: Promise<string>
}

/** A real worker process; resolves when it says that it is up. */
export function spawnWorker(environment: Readonly<Record<string, string>>): Promise<WorkerProcess> {
  const { PATH = '', HOME = '' } = process.env
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', SCRIPT], {
    env: { PATH, HOME, ...environment, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<string>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? String(code))))
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (!said.includes('worker is up') || child.pid === undefined) return
      said = ''
      resolve({ pid: child.pid, kill: (signal) => child.kill(signal), exited })
    })
    void exited.then((how) => reject(new Error(`the worker ended (${how}) before it was up: ${said}`)))
  })
}
