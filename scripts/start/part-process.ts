import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { operatorFault } from '../operator-fault.ts'
import { answers } from './wait-until-answers.ts'

export interface PartDefinition {
  readonly name: string
  /** TypeScript file of the process. */
  readonly script: string
  readonly env: Readonly<Record<string, string>>
  /** Addresses that answer 200 when the part is ready; none: it is ready while it runs. */
  readonly readyUrls: readonly string[]
  readonly log: string
}

/** One process that is kept running. */
export interface PartProcess {
  readonly name: string
  readonly pid: number | undefined
  /** Resolves when the part answers; rejects with one line when it ends before. */
  ready(): Promise<void>
  /** Asks the process to stop; a slow one is killed. */
  stop(): Promise<void>
  /** Kills the process at once and leaves it down until `restart`. */
  kill(): Promise<void>
  /** Starts it again after `kill`, or in place of the running one, and waits until it is ready. */
  restart(): Promise<void>
  /** Stops the process where it stands (SIGSTOP): it keeps its connections and answers nobody. */
  pause(): void
  /** Lets a paused process go on as if nothing had happened (SIGCONT). */
  resume(): void
  /** Sends a message over the channel to the process. */
  send(message: Readonly<Record<string, string>>): void
}

const STOP_TIMEOUT_MS = 15_000
const READY_TIMEOUT_MS = 90_000
/** First and longest pause in milliseconds before a process that ended is started again. */
const BACKOFF_MS = { first: 250, longest: 10_000 }
/** A process that ran this long in milliseconds starts with the first pause again. */
const STEADY_MS = 30_000
/** Size in bytes at which a log is put aside on the next start. */
const LOG_LIMIT_BYTES = 20_000_000

/** Starts a part. Once it was ready, it is started again whenever it ends; `report` tells so in one line each. */
export function startPart(definition: PartDefinition, report: (line: string) => void): PartProcess {
  const { name, log } = definition
  let child = launch(definition)
  let launchedAt = Date.now()
  let wanted = true
  let wasReady = false
  let isPaused = false
  let pauseMs = BACKOFF_MS.first
  let pause: NodeJS.Timeout | undefined
  watch(child)

  function watch(current: ChildProcess): void {
    const ended = (how: string) => {
      if (!wanted || !wasReady || current !== child) return
      if (Date.now() - launchedAt > STEADY_MS) pauseMs = BACKOFF_MS.first
      report(`${name} ended (${how}); starting it again in ${pauseMs} ms, see ${log}`)
      pause = setTimeout(() => relaunch(current), pauseMs)
      pauseMs = Math.min(pauseMs * 2, BACKOFF_MS.longest)
    }
    current.once('exit', (code, signal) => ended(signal ?? `code ${code}`))
    current.on('error', (error) => ended(error.message))
  }

  function relaunch(ended: ChildProcess): void {
    if (!wanted || child !== ended) return
    begin()
    waitUntilReady(definition, child).then(
      () => report(`${name} is up again`),
      () => undefined, // it ended once more: `watch` goes on
    )
  }

  function begin(): void {
    child = launch(definition)
    isPaused = false
    launchedAt = Date.now()
    watch(child)
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    wanted = false
    clearTimeout(pause)
    if (hasEnded(child)) return
    const exit = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    // A stopped process does not see SIGTERM before it goes on.
    resume()
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await exit
    clearTimeout(timer)
  }

  function resume(): void {
    if (isPaused) child.kill('SIGCONT')
    isPaused = false
  }

  return {
    name,
    get pid() {
      return hasEnded(child) ? undefined : child.pid
    },
    async ready() {
      await waitUntilReady(definition, child)
      wasReady = true
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGTERM')
      wanted = true
      begin()
      await waitUntilReady(definition, child)
      wasReady = true
    },
    pause() {
      isPaused = child.kill('SIGSTOP')
    },
    resume,
    send: (message) => void child.send(message),
  }
}

const hasEnded = ({ pid, exitCode, signalCode }: ChildProcess) => pid === undefined || exitCode !== null || signalCode !== null

function launch({ script, env, log }: PartDefinition): ChildProcess {
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(log, `${log}.old`)
  const output = openSync(log, 'a', 0o600)
  const preload = new URL('./exit-with-parent.ts', import.meta.url).href
  // The order matters: the second module is TypeScript, which the first one teaches Node to load.
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = spawn(process.execPath, ['--import', loader, '--import', preload, script], {
    env: { ...passedOn(), ...env },
    stdio: ['ignore', output, output, 'ipc'],
    // A session of its own: Ctrl-C in the terminal reaches the starter only, which stops the parts in their order.
    detached: true,
  })
  closeSync(output)
  return child
}

/** Only what any program needs: credentials of the caller's shell are nobody's business here. */
function passedOn(): Record<string, string | undefined> {
  const names = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'TEMP', 'SystemRoot', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'LOG_LEVEL']
  return Object.fromEntries(names.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]))
}

async function waitUntilReady({ name, readyUrls, log }: PartDefinition, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + READY_TIMEOUT_MS; ; await sleep(60)) {
    if (hasEnded(child)) throw operatorFault(`${name} ended while starting: ${lastWords(log)} (see ${log})`)
    if ((await Promise.all(readyUrls.map(answers))).every(Boolean)) return
    if (Date.now() > deadline) throw operatorFault(`${name} is not ready after ${READY_TIMEOUT_MS / 1_000} s; see ${log}`)
  }
}

/** What a log says about the end of a process: the error without its stack, else the last line. */
function lastWords(log: string): string {
  const lines = readFileSync(log, 'utf8').slice(-8_000).trimEnd().split('\n')
  const error = lines.findLastIndex((line) => /^(\w*Error\b|Invalid )/.test(line))
  if (error === -1) return lines.at(-1) || 'it left no message'
  const stack = lines.findIndex((line, index) => index > error && /^\s+at /.test(line))
  return lines
    .slice(error, stack === -1 ? error + 6 : stack)
    .join(' ')
    .replaceAll(/\s+/g, ' ')
}
