import path from 'node:path'
import { type DataDirectory, DEFAULT_DATA_DIRECTORY, dataDirectory, eraseDataDirectory, readRuntime } from '../data-directory.ts'
import { lockHolder } from '../file-lock.ts'
import { describeFailure, operatorFault } from '../operator-fault.ts'
import { stopServer } from '../postgres/stop-server.ts'
import { commandLine, parentOf } from '../process-state.ts'
import { readStartOptions, START_HELP, type StartOptions } from './options.ts'
import { portsFrom } from './ports.ts'
import { openStack, type StartingStack } from './stack.ts'
import { answers } from './wait-until-answers.ts'

/** Milliseconds to wait for another start on the same directory to become ready. */
const OTHER_START_TIMEOUT_MS = 120_000
/** One Ctrl-C may arrive twice, from the terminal and from npm: within this time in milliseconds it counts once. */
const SAME_SIGNAL_MS = 400
/** Milliseconds between two looks at the parent process. */
const PARENT_CHECK_MS = 250

/** Runs the graph until it is told to stop. Resolves to the exit code: 0 stopped or already running, 1 failed, 2 wrong usage. */
export async function startCommand(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<0 | 1 | 2> {
  const request = readStartOptions(argv, env)
  if ('fault' in request) return complain(`${request.fault}\n\n${START_HELP}`, 2)
  if ('help' in request) return say(START_HELP, 0)
  const { options } = request
  try {
    const directory = dataDirectory(options.dataDir)
    if (options.fresh) await erase(directory)
    const otherUrl = await findOther(directory)
    if (otherUrl !== undefined) return say(`already running at ${otherUrl}`, 0)
    return await runUntilStopped(directory, options)
  } catch (error) {
    return complain(describeFailure(error), 1)
  }
}

async function runUntilStopped(
  directory: DataDirectory,
  { port, seed, databaseUrl, workers, partnerDocuments }: StartOptions,
): Promise<0> {
  const startedAt = performance.now()
  say(`Delivery Graph, data in ${shortPath(directory.root)}`, 0)
  const stack = openStack({
    dataDir: directory.root,
    ports: portsFrom(port),
    seed,
    databaseUrl,
    workers,
    partnerDocuments,
    report: (line) => say(`  ${line}`, 0),
  })
  const stopped = stopOnSignal(stack)
  const running = await Promise.race([stack.ready, stopped])
  if (running !== undefined) {
    say(`ready ${running.gatewayUrl}`, 0)
    say(hints(directory, (performance.now() - startedAt) / 1_000), 0)
  }
  await stopped
  return 0
}

/** Resolves when a signal came and everything has stopped. A second signal ends this process without waiting. */
function stopOnSignal(stack: StartingStack): Promise<undefined> {
  return new Promise((resolve, reject) => {
    let firstAt: number | undefined
    const onSignal = () => {
      if (firstAt !== undefined) {
        if (performance.now() - firstAt < SAME_SIGNAL_MS) return
        stack.forceStop()
        process.exit(1)
      }
      firstAt = performance.now()
      say('stopping', 0)
      stack.ready.catch(() => undefined)
      stack.stop().then(() => {
        say('stopped', 0)
        resolve(undefined)
      }, reject)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
    if (process.env.npm_lifecycle_event !== undefined) whenNpmDies(onSignal)
    // A terminal that is gone, or a closed pipe, is no reason to leave processes behind.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  })
}

/**
 * A signal for `npm` itself ends npm or the shell that it put between itself and this process, and neither passes it on
 * (npm 10 and 11). Their death is then the signal. Not done outside npm, where a parent may end and mean nothing by it.
 */
function whenNpmDies(then: () => void): void {
  const hasShell = /^\S*sh -c /.test(commandLine(process.ppid) ?? '')
  const ancestors = () => `${process.ppid} ${hasShell ? parentOf(process.ppid) : ''}`
  const atStart = ancestors()
  const timer = setInterval(() => {
    if (ancestors() === atStart) return
    clearInterval(timer)
    then()
  }, PARENT_CHECK_MS)
  timer.unref()
}

/** URL of the graph that another process runs on this directory; waits for it while it is starting. */
async function findOther(directory: DataDirectory): Promise<string | undefined> {
  for (const deadline = Date.now() + OTHER_START_TIMEOUT_MS; ; await new Promise((resolve) => setTimeout(resolve, 250))) {
    const holder = lockHolder(directory.stackLock)
    if (holder === undefined) return undefined
    const runtime = readRuntime(directory)
    if (runtime !== undefined && (await answers(new URL('/health/ready', runtime.gatewayUrl).href))) return runtime.gatewayUrl
    if (Date.now() > deadline) {
      throw operatorFault(`process ${holder} runs on ${directory.root} but does not answer; stop it first (kill ${holder})`)
    }
  }
}

async function erase(directory: DataDirectory): Promise<void> {
  const holder = lockHolder(directory.stackLock)
  if (holder !== undefined) throw operatorFault(`process ${holder} runs on ${directory.root}; stop it before --fresh`)
  await stopServer(directory.postgres.data)
  eraseDataDirectory(directory)
}

function hints(directory: DataDirectory, seconds: number): string {
  // A reader pastes the lines: they name the start that they are about, unless it is the default one.
  const other = directory.root === DEFAULT_DATA_DIRECTORY ? '' : `DATA_DIR=${shortPath(directory.root)} `
  const token = `${other}npm run --silent token -- project_manager`
  const demo = `${other}npm run demo`
  return `
  ${token.padEnd(44)}  an access token for a person; --list names them all
  ${demo.padEnd(44)}  the story from a won deal to a running project
  logs in ${shortPath(directory.logs)}, ready in ${seconds.toFixed(1)} s, Ctrl-C stops everything
`
}

/** Relative while that is the shorter way to say it. */
function shortPath(absolute: string): string {
  const relative = path.relative(process.cwd(), absolute)
  return relative === '' || relative.startsWith('..') ? absolute : relative
}

function say<Code>(text: string, code: Code): Code {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  return code
}

function complain<Code>(text: string, code: Code): Code {
  process.stderr.write(`${text}\n`)
  return code
}
