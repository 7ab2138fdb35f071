import type { Level } from '../../gateway/documents/level.ts'
import {
  claimDataDirectory,
  type DataDirectory,
  dataDirectory,
  ensureSecrets,
  removeRuntime,
  writeRuntime,
} from '../data-directory.ts'
import { type DatabaseServer, openDatabaseServer } from '../database/open-server.ts'
import { type FileLock, takeFileLock } from '../file-lock.ts'
import { operatorFault } from '../operator-fault.ts'
import { readPostmaster } from '../postgres/postmaster.ts'
import { waitForExit } from '../process-state.ts'
import { SUBGRAPHS, type SubgraphName } from '../subgraph-names.ts'
import { type DatabaseWatch, watchDatabase } from './database-watch.ts'
import { expectDatabase } from './expect-database.ts'
import type { SeedSize } from './options.ts'
import {
  gatewayPart,
  gatewayUrl,
  identityProviderPart,
  issuerUrl,
  type ProcessPart,
  stopOrder,
  subgraphReadyUrl,
  subgraphsPart,
  type WorkerPart,
  workerPart,
  workerParts,
} from './part-definitions.ts'
import { type PartDefinition, type PartProcess, startPart } from './part-process.ts'
import { portsFrom, requireFreePorts, type StackPorts } from './ports.ts'
import { prepareData } from './prepare-data.ts'
import { waitUntilAnswers } from './wait-until-answers.ts'

export interface StackOptions {
  readonly dataDir: string
  /** Default: 4000 and the eight ports above. `freePorts()` gives others. */
  readonly ports?: StackPorts
  /** Example data for the first start on this directory. */
  readonly seed: SeedSize
  /** Another server than the embedded one. */
  readonly databaseUrl?: string | undefined
  /** Worker processes side by side. Default: 1. */
  readonly workers?: number
  /** What partners may send besides the ids of registered operations. Default: nothing. */
  readonly partnerDocuments?: Level
  /** Endpoint that a worker calls instead of the gateway itself, for fault drills. */
  readonly workerGatewayUrl?: (worker: WorkerPart) => string
  /** Prints nothing. */
  readonly quiet?: boolean
  /** Receives progress and incidents, one line each; default: standard output. */
  readonly report?: (line: string) => void
}

/** `worker` stands for all workers together. */
export type StackPart = ProcessPart | 'worker' | SubgraphName | 'database'

/** A whole graph that runs on this machine. */
export interface Stack {
  readonly gatewayUrl: string
  readonly issuer: string
  /** Administrator's URL of the database. */
  readonly adminUrl: string
  readonly dataDir: string
  readonly ports: StackPorts
  /** Process of a part; undefined while it is down. A single subgraph has none of its own; `worker` is the first of them. */
  pidOf(part: ProcessPart | 'worker' | 'database'): number | undefined
  /** Takes a part down without grace and leaves it down until `restart`. */
  kill(part: StackPart): Promise<void>
  /** Brings a part up again and waits until it is ready. */
  restart(part: StackPart): Promise<void>
  /** Stops a process where it stands, as SIGSTOP does, until `resume`. */
  pause(part: ProcessPart): void
  resume(part: ProcessPart): void
  /** Stops everything in order: gateway, workers, subgraphs, identity provider, database. */
  stop(): Promise<void>
}

/** A graph that is starting. `ready` rejects with one line when it cannot; everything is stopped then. */
export interface StartingStack {
  readonly ready: Promise<Stack>
  stop(): Promise<void>
  /** Kills every process at once, without waiting. */
  forceStop(): void
}

/** Milliseconds that processes of a start that was killed get to notice and end. */
const ORPHAN_PATIENCE_MS = 8_000

/** Starts the whole graph on a data directory and resolves when every part is ready. */
export async function startStack(options: StackOptions): Promise<Stack> {
  return openStack(options).ready
}

/** Like `startStack`, but can be stopped while it is still starting. */
export function openStack(options: StackOptions): StartingStack {
  const directory = dataDirectory(options.dataDir)
  const report = options.report ?? (options.quiet ? () => undefined : (line: string) => void process.stdout.write(`${line}\n`))
  const workers = workerParts(options.workers ?? 1)
  const parts = new Map<ProcessPart, PartProcess>()
  let lock: FileLock | undefined
  let opening: Promise<DatabaseServer> | undefined
  let watch: DatabaseWatch | undefined
  let stopping: Promise<void> | undefined

  function launch(name: ProcessPart, definition: PartDefinition): PartProcess {
    throwIfStopping()
    const part = startPart(definition, report)
    parts.set(name, part)
    return part
  }

  async function start(): Promise<Stack> {
    lock = takeStackLock(directory)
    const ports = options.ports ?? portsFrom(4000)
    await requireFreePorts(ports, lock.stolen ? ORPHAN_PATIENCE_MS : 0)
    const context = { directory, secrets: ensureSecrets(directory), ports }

    const expected = expectDatabase({
      directory,
      secrets: context.secrets,
      port: ports.database,
      databaseUrl: options.databaseUrl,
    })

    // These two load while the database is prepared: the identity provider needs none, the gateway waits for it.
    report('starting gateway, identity provider and database')
    const early = [
      launch('identity-provider', identityProviderPart(context)),
      launch(
        'gateway',
        gatewayPart(context, { databaseUrl: expected.gatewayUrl, partnerDocuments: options.partnerDocuments ?? 'id-only' }),
      ),
    ]
    const earlyReady = Promise.all(early.map((part) => part.ready()))
    const prepared = openDatabase(ports).then(async (server) => {
      throwIfStopping()
      if (new URL(server.adminUrl).host !== expected.host)
        throw operatorFault('another command started the database at the same time; start again')
      return {
        server,
        ...(await prepareData({
          server,
          passwords: context.secrets.databasePasswords,
          seed: options.seed,
          documents: directory.documents,
          report,
        })),
      }
    })
    // A part that cannot start need not wait until the data is loaded to say so.
    const { server, urlFor } = await Promise.race([prepared, earlyReady.then(() => prepared)])

    report(workers.length === 1 ? 'starting subgraphs and worker' : `starting subgraphs and ${workers.length} workers`)
    const endpointOf = options.workerGatewayUrl ?? (() => gatewayUrl(ports))
    const late = [
      launch('subgraphs', subgraphsPart(context, urlFor)),
      ...workers.map((name) => launch(name, workerPart(context, urlFor, { name, gatewayUrl: endpointOf(name) }))),
    ]
    await Promise.all([earlyReady, ...late.map((part) => part.ready())])
    throwIfStopping()
    if (server.kind === 'embedded') watch = watchDatabase({ directory, port: portOf(server) }, report)
    return announce(ports, server)
  }

  function openDatabase(ports: StackPorts): Promise<DatabaseServer> {
    opening = openDatabaseServer({ dataDir: directory.root, port: ports.database, databaseUrl: options.databaseUrl })
    return opening
  }

  function throwIfStopping(): void {
    if (stopping !== undefined) throw operatorFault('stopped while starting')
  }

  function announce(ports: StackPorts, { adminUrl }: DatabaseServer): Stack {
    const addresses = { gatewayUrl: gatewayUrl(ports), issuer: issuerUrl(ports), dataDir: directory.root, ports }
    writeRuntime(directory, { ...addresses, pid: process.pid, port: ports.gateway, databaseUrl: adminUrl })
    return { ...addresses, adminUrl, pidOf, kill, restart, pause, resume, stop }

    function pidOf(part: ProcessPart | 'worker' | 'database'): number | undefined {
      if (part === 'database') return readPostmaster(directory.postgres.data)?.pid
      return parts.get(part === 'worker' ? 'worker-1' : part)?.pid
    }

    function pause(part: ProcessPart): void {
      parts.get(part)?.pause()
    }

    function resume(part: ProcessPart): void {
      parts.get(part)?.resume()
    }

    async function kill(part: StackPart): Promise<void> {
      if (isSubgraph(part)) {
        parts.get('subgraphs')?.send({ stop: part })
        return waitUntilAnswers(subgraphReadyUrl(ports, part), false)
      }
      if (part === 'worker') return all(workers.map(kill))
      if (part !== 'database') return parts.get(part)?.kill()
      await watch?.end()
      const pid = pidOf('database')
      if (pid === undefined) throw operatorFault('the database of DATABASE_URL is not ours to kill')
      process.kill(pid, 'SIGKILL')
      await waitForExit(pid, 5_000)
    }

    async function restart(part: StackPart): Promise<void> {
      if (isSubgraph(part)) {
        parts.get('subgraphs')?.send({ start: part })
        return waitUntilAnswers(subgraphReadyUrl(ports, part), true)
      }
      if (part === 'worker') return all(workers.map(restart))
      if (part !== 'database') return parts.get(part)?.restart()
      await watch?.end()
      const server = await openDatabase(ports)
      watch = watchDatabase({ directory, port: portOf(server) }, report)
    }
  }

  function stop(): Promise<void> {
    stopping ??= stopInOrder()
    return stopping
  }

  async function stopInOrder(): Promise<void> {
    // Without the lock the note is that of another start.
    if (lock !== undefined) removeRuntime(directory)
    await watch?.end()
    for (const name of stopOrder(workers.length)) await parts.get(name)?.stop()
    // A database that is still starting is waited for: nobody else would stop it.
    const server = await opening?.catch(() => undefined)
    await server?.stop()
    lock?.release()
  }

  function forceStop(): void {
    stopping ??= Promise.resolve()
    for (const part of parts.values()) void part.kill()
    const postmaster = opening === undefined ? undefined : readPostmaster(directory.postgres.data)
    // Immediate shutdown: the next start recovers (https://www.postgresql.org/docs/18/server-shutdown.html).
    if (postmaster !== undefined) process.kill(postmaster.pid, 'SIGQUIT')
    if (lock !== undefined) removeRuntime(directory)
    lock?.release()
  }

  const ready = start().catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { ready, stop, forceStop }
}

function takeStackLock(directory: DataDirectory): FileLock {
  claimDataDirectory(directory)
  const lock = takeFileLock(directory.stackLock)
  if ('heldBy' in lock) throw operatorFault(`process ${lock.heldBy} already runs on ${directory.root}`)
  return lock
}

const all = async (works: readonly Promise<void>[]): Promise<void> => void (await Promise.all(works))
const isSubgraph = (part: StackPart): part is SubgraphName => SUBGRAPHS.some((name) => name === part)
const portOf = ({ adminUrl }: DatabaseServer) => Number(new URL(adminUrl).port)
