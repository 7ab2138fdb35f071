import path from 'node:path'
import { parseArgs } from 'node:util'
import { AuditSecrets, createAuditKey } from '../../contracts/wire/audit-keys.ts'
import { type DataDirectory, dataDirectory, readSecrets } from '../data-directory.ts'
import { openDatabaseServer } from '../database/open-server.ts'
import { errorMessage } from '../error-facts.ts'
import { freePort } from '../free-port.ts'
import { operatorFault } from '../operator-fault.ts'
import { type CheckpointFile, openCheckpointFile } from './checkpoint-file.ts'
import { exportTrail, readPublicKeys, verifyExport } from './export-trail.ts'
import { reportOf } from './report.ts'
import { showTrail } from './show-trail.ts'
import { verifyStoredTrail } from './verify-stored-trail.ts'

export interface AuditIo {
  print(line: string): void
  complain(line: string): void
}

const HELP = `Usage: npm run audit -- verify|show|export [options]

The audit trail of the gateway: who was allowed what, and who changed what (docs/audit.md).

  verify    checks every record against its chain, and the chains against their signed checkpoints inside and outside of the
            database; exit code 0 whole, 1 at least one fault, 2 wrong usage or nothing to check with
  show      prints records; one that does not have its hash is marked NOT INTACT
  export    writes records.jsonl, verification.json (signed) and public-keys.json to --out

Which records (show, export):
  --since <instant>       from this instant on, e.g. 2026-05-26T09:00Z
  --until <instant>       before this instant
Which records (show):
  --client <id>           of this OAuth client
  --subject <sub>         of this person, in clear: it is found by its keyed hash
  --coordinate <name>     that touched Type, Type.field or Mutation.field
  --request <id>          of this request
  --administration        that changed what governs the graph, or tried to: it takes a right of administrators
  --limit <n>             that many at most (default 100)
Where from:
  --data-dir <path>       data directory (default .data, or DATA_DIR); DATABASE_URL names another database
  --checkpoints <file>    file of checkpoints, may be repeated (default: the one of the data directory)
  --store-only            verify without such a file: records removed at the end together with their checkpoints are not found
  --public-keys <file>    verify with these, not with AUDIT_KEYS or the keys of the data directory
  --export <folder>       verify an export instead of the database
  --out <folder>          where the export goes
  --json                  one JSON object (verify), or the records themselves (show)
  --help                  this text
`

const OPTIONS = {
  since: { type: 'string' },
  until: { type: 'string' },
  client: { type: 'string' },
  subject: { type: 'string' },
  coordinate: { type: 'string' },
  request: { type: 'string' },
  administration: { type: 'boolean', default: false },
  limit: { type: 'string', default: '100' },
  'data-dir': { type: 'string' },
  checkpoints: { type: 'string', multiple: true },
  'store-only': { type: 'boolean', default: false },
  'public-keys': { type: 'string' },
  export: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']
type Env = Readonly<Record<string, string | undefined>>

/** Resolves to the exit code: 0 done and whole, 1 at least one fault, 2 wrong usage or nothing to check with. */
export async function auditCommand(argv: readonly string[], env: Env, io: AuditIo): Promise<0 | 1 | 2> {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
    const [verb, ...others] = positionals
    if (values.help) {
      io.print(HELP)
      return 0
    }
    if (others.length === 0 && verb === 'verify') return await verify(values, env, io)
    if (others.length === 0 && verb === 'show') return await show(values, env, io)
    if (others.length === 0 && verb === 'export') return await exportRecords(values, env, io)
    io.complain(`Say one of verify, show and export.\n\n${HELP}`)
    return 2
  } catch (error) {
    io.complain(errorMessage(error))
    return 2
  }
}

async function verify(values: Values, env: Env, io: AuditIo): Promise<0 | 1> {
  const startedAt = performance.now()
  const directory = dataDirectory(values['data-dir'] ?? env.DATA_DIR)
  const publicKeys =
    values['public-keys'] === undefined
      ? new Map(keysOf(directory, env).map(({ id, publicKey }) => [id, publicKey]))
      : readPublicKeys(values['public-keys'])
  const verification =
    values.export === undefined
      ? await verifyStore(values, directory, env, publicKeys)
      : await verifyExport(values.export, publicKeys)
  const seconds = (performance.now() - startedAt) / 1_000
  if (values.json) io.print(JSON.stringify(verification))
  else for (const line of reportOf(verification, seconds)) io.print(line)
  return verification.faultCount === 0 ? 0 : 1
}

function verifyStore(values: Values, directory: DataDirectory, env: Env, publicKeys: ReturnType<typeof readPublicKeys>) {
  // Opened before the store is read: what is signed later is in neither.
  const files = values['store-only']
    ? []
    : checkpointFiles(values.checkpoints ?? [path.join(directory.audit, 'checkpoints.jsonl')])
  return withDatabase(directory, env, (url) => verifyStoredTrail(url, publicKeys, files))
}

function checkpointFiles(paths: readonly string[]): readonly CheckpointFile[] {
  return paths.map((file) => {
    try {
      return openCheckpointFile(file)
    } catch (error) {
      throw operatorFault(
        `${file}: no checkpoints outside the database; name the file with --checkpoints, or say --store-only`,
        error,
      )
    }
  })
}

async function show(values: Values, env: Env, io: AuditIo): Promise<0> {
  const directory = dataDirectory(values['data-dir'] ?? env.DATA_DIR)
  const { client, subject, coordinate, administration, request: requestId } = values
  const filter = { range: rangeOf(values), client, subject, coordinate, requestId, administration, limit: countOf(values.limit) }
  const keys = subject === undefined ? [] : keysOf(directory, env)
  const matched = await withDatabase(directory, env, (url) =>
    showTrail(url, filter, keys, (row, line) => io.print(values.json ? row.record : line)),
  )
  if (!values.json) io.print(`${matched} records${matched > filter.limit ? `, the first ${filter.limit} of them shown` : ''}`)
  return 0
}

async function exportRecords(values: Values, env: Env, io: AuditIo): Promise<0> {
  const { out } = values
  if (out === undefined) throw operatorFault('export needs --out <folder>')
  const directory = dataDirectory(values['data-dir'] ?? env.DATA_DIR)
  const keys = keysOf(directory, env)
  const rows = await withDatabase(directory, env, (url) => exportTrail(url, out, rangeOf(values), keys))
  io.print(`${rows} records written to ${out}`)
  return 0
}

async function withDatabase<Result>(
  directory: DataDirectory,
  env: Env,
  work: (adminUrl: string) => Promise<Result>,
): Promise<Result> {
  const server = await openDatabaseServer({ dataDir: directory.root, port: await freePort(), databaseUrl: env.DATABASE_URL })
  try {
    return await work(server.adminUrl)
  } finally {
    // A server that was running before belongs to somebody else.
    if (server.started) await server.stop()
  }
}

function keysOf(directory: DataDirectory, env: Env) {
  const secrets = env.AUDIT_KEYS === undefined ? readSecrets(directory).auditKeys : AuditSecrets.safeParse(env.AUDIT_KEYS).data
  if (secrets === undefined) throw operatorFault('AUDIT_KEYS must be id:secret[,id:secret] with secrets of 32 or more characters')
  return secrets.map(createAuditKey)
}

function rangeOf({ since, until }: Pick<Values, 'since' | 'until'>) {
  return { since: instantOf('--since', since), until: instantOf('--until', until) }
}

function instantOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const time = new Date(text)
  if (Number.isNaN(time.valueOf())) throw operatorFault(`${option} must be an instant such as 2026-05-26T09:00Z`)
  return time.toISOString()
}

function countOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw operatorFault('--limit must be a whole number from 1 on')
  return Number(text)
}
