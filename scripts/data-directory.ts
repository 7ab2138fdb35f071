import { hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { DATABASE_SERVICES, type DatabaseService } from './database/database-services.ts'
import { errorCode } from './error-facts.ts'
import { operatorFault } from './operator-fault.ts'
import { isAlive } from './process-state.ts'

/**
 * The one directory in which a local installation keeps everything: database, keys, logs, and the note that tells other
 * commands where the running graph answers. A marker file says that the directory is ours; nothing without it is erased.
 */
export interface DataDirectory {
  readonly root: string
  /** Marker file: present only in directories that this program created. */
  readonly marker: string
  readonly secrets: string
  readonly runtime: string
  readonly logs: string
  /** Files of the document repository. */
  readonly documents: string
  /** Held by the one process that runs the whole graph on this directory. */
  readonly stackLock: string
  readonly gatewayConfig: string
  readonly postgres: {
    readonly data: string
    /** Beginning of the names under which the files are first made. */
    readonly initialising: string
    readonly startLock: string
    readonly log: string
  }
}

export const DEFAULT_DATA_DIRECTORY = fileURLToPath(new URL('../.data', import.meta.url))

/** Paths below a data directory; without an argument the one of `DATA_DIR`, else `.data` of this checkout. Touches nothing. */
export function dataDirectory(directory: string | undefined = process.env.DATA_DIR): DataDirectory {
  const root = path.resolve(directory === undefined || directory === '' ? DEFAULT_DATA_DIRECTORY : directory)
  const at = (...parts: readonly string[]) => path.join(root, ...parts)
  return {
    root,
    marker: at('.delivery-graph'),
    secrets: at('secrets.json'),
    runtime: at('runtime.json'),
    logs: at('logs'),
    documents: at('documents'),
    stackLock: at('running.lock'),
    gatewayConfig: at('gateway.json'),
    postgres: { data: at('pg'), initialising: at('pg.init'), startLock: at('start.lock'), log: at('logs', 'database.log') },
  }
}

/** Creates the directory and marks it as ours. A directory with foreign content is refused, so that nothing is mixed up. */
export function claimDataDirectory(directory: DataDirectory): void {
  try {
    mkdirSync(directory.root, { recursive: true })
    if (!existsSync(directory.marker)) {
      const foreign = readdirSync(directory.root)
      if (foreign.length > 0) throw operatorFault(`${directory.root} is not a data directory of Delivery Graph and is not empty`)
      writeFileSync(directory.marker, 'Data directory of Delivery Graph. `npm start -- --fresh` erases it.\n')
    }
    mkdirSync(directory.logs, { recursive: true })
    // The database runs as another user when we are root: that user must pass through, but need not list what is here.
    const mode = process.getuid?.() === 0 ? 0o711 : 0o700
    for (const folder of [directory.root, directory.logs]) chmodSync(folder, mode)
  } catch (error) {
    throw explained(error, directory.root)
  }
}

/** Erases the directory. Only one that carries our marker: a mistyped path never costs somebody else's files. */
export function eraseDataDirectory(directory: DataDirectory): void {
  if (!existsSync(directory.root)) return
  if (!existsSync(directory.marker) && readdirSync(directory.root).length > 0) {
    throw operatorFault(`${directory.root} is not a data directory of Delivery Graph; it was not erased`)
  }
  try {
    // The marker goes last, so that an interrupted erase can be repeated.
    for (const entry of readdirSync(directory.root)) {
      if (path.join(directory.root, entry) !== directory.marker)
        rmSync(path.join(directory.root, entry), { recursive: true, force: true })
    }
    rmSync(directory.marker, { force: true })
  } catch (error) {
    throw explained(error, directory.root)
  }
}

const Secret = z.string().min(16)

/** Secrets of one installation, created once and readable by their owner only. */
const Secrets = z.strictObject({
  databasePasswords: z.strictObject({
    /** Superuser of the embedded server; unused with DATABASE_URL. */
    admin: Secret,
    ...(Object.fromEntries(DATABASE_SERVICES.map((name) => [name, Secret])) as Record<DatabaseService, typeof Secret>),
  }),
  /** Master keys of the gateway's envelope, newest first; two are valid while rotating. */
  envelopeKeys: z.array(z.strictObject({ id: z.string().min(1), secret: Secret })).min(1),
  /** Root of every derived secret, those of the development identity provider above all; see `deriveSecret`. */
  identityKey: Secret,
})
export type Secrets = Readonly<z.infer<typeof Secrets>>

/** What a file of an older version has as well. */
const OlderSecrets = z.looseObject({ databasePasswords: z.record(z.string(), z.string()), identityKey: Secret })

/**
 * Fills in what a file of an older version lacks. It is derived and not drawn, so that several programs that complete the same
 * file at once all write the same.
 */
function completed(stored: unknown): unknown {
  const older = OlderSecrets.safeParse(stored)
  if (!older.success) return stored // faulty: the check that follows names what is wrong
  const password = deriveSecret(older.data, 'database gateway')
  return { ...older.data, databasePasswords: { gateway: password, ...older.data.databasePasswords } }
}

/** The secrets of this installation; creates them on first use, and adds what an older version did not have. */
export function ensureSecrets(directory: DataDirectory): Secrets {
  if (!existsSync(directory.secrets)) {
    // Linking a finished file makes creation atomic: a killed or concurrent first start never leaves half a file.
    const draft = `${directory.secrets}.${randomUUID()}`
    try {
      writeFileSync(draft, `${JSON.stringify(newSecrets(), null, 2)}\n`, { mode: 0o600 })
      linkSync(draft, directory.secrets)
    } catch (error) {
      if (!existsSync(directory.secrets)) throw explained(error, directory.root)
    } finally {
      rmSync(draft, { force: true })
    }
  }
  const secrets = readSecrets(directory)
  if (!isDeepStrictEqual(secrets, readJson(directory.secrets, z.unknown()))) writeAtomically(directory.secrets, secrets)
  return secrets
}

export function readSecrets(directory: DataDirectory): Secrets {
  return readJson(directory.secrets, z.preprocess(completed, Secrets)) ?? missing(directory.secrets)
}

/** A secret for one purpose, e.g. `client svc_orchestrator` or `cookies` of the identity provider (HKDF-SHA256, RFC 5869). */
export function deriveSecret(secrets: Pick<Secrets, 'identityKey'>, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', secrets.identityKey, '', `delivery-graph ${purpose}`, 32)).toString('base64url')
}

/** Client secret of an OAuth client of the development identity provider. */
export function clientSecret(secrets: Secrets, clientId: string): string {
  return deriveSecret(secrets, `client ${clientId}`)
}

/** Where a running graph answers; present from ready to stop. */
export const Runtime = z.object({
  /** Process that runs the whole graph. */
  pid: z.number().int(),
  port: z.number().int(),
  gatewayUrl: z.url(),
  issuer: z.url(),
  /** Administrator's URL of the database: it carries a password, so the file is readable by its owner only. */
  databaseUrl: z.string(),
  dataDir: z.string(),
  ports: z.record(z.string(), z.number().int()),
})
export type Runtime = Readonly<z.infer<typeof Runtime>>

/** The running graph of this directory, or undefined when none is running (a note that a killed start left behind included). */
export function readRuntime(directory: DataDirectory): Runtime | undefined {
  const runtime = readJson(directory.runtime, Runtime)
  return runtime !== undefined && isAlive(runtime.pid) ? runtime : undefined
}

export function writeRuntime(directory: DataDirectory, runtime: Runtime): void {
  writeAtomically(directory.runtime, runtime)
}

export function removeRuntime(directory: DataDirectory): void {
  rmSync(directory.runtime, { force: true })
}

function writeAtomically(file: string, content: unknown): void {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, file)
}

const newSecret = () => randomBytes(24).toString('base64url')

function newSecrets(): Secrets {
  return Secrets.parse({
    databasePasswords: Object.fromEntries(['admin', ...DATABASE_SERVICES].map((name) => [name, newSecret()])),
    envelopeKeys: [{ id: `k-${randomBytes(4).toString('hex')}`, secret: newSecret() }],
    identityKey: newSecret(),
  })
}

function readJson<Shape extends z.ZodType>(file: string, shape: Shape): z.infer<Shape> | undefined {
  if (!existsSync(file)) return undefined
  const text = readText(file)
  try {
    return shape.parse(JSON.parse(text))
  } catch (error) {
    // The parser's own message quotes the file, and the file holds secrets.
    const reason =
      error instanceof z.ZodError ? error.issues.map((issue) => issue.path.join('.') || 'shape').join(', ') : 'not JSON'
    throw operatorFault(`${file} is damaged (${reason}); restore it, or start over with --fresh`)
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw explained(error, path.dirname(file))
  }
}

function missing(file: string): never {
  throw operatorFault(`${file} does not exist; run \`npm start\` first`)
}

/** Turns the refusals of the file system that a person can mend into one clear line. */
function explained(error: unknown, root: string): unknown {
  const code = errorCode(error)
  if (code === 'EACCES' || code === 'EPERM')
    return operatorFault(`no permission to use ${root}; it belongs to another user`, error)
  if (code === 'ENOTDIR' || code === 'EEXIST') return operatorFault(`${root} is not a directory`, error)
  if (code === 'EROFS' || code === 'ENOSPC') return operatorFault(`${root} cannot be written (${code})`, error)
  return error
}
