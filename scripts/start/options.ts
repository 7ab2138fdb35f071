import { parseArgs } from 'node:util'
import { LEVELS, type Level } from '../../gateway/documents/level.ts'

export const SEED_SIZES = ['none', 'dev', 'demo', 'scale'] as const
export type SeedSize = (typeof SEED_SIZES)[number]

export interface StartOptions {
  readonly port: number
  /** Undefined: `.data` of the checkout. */
  readonly dataDir: string | undefined
  readonly seed: SeedSize
  readonly fresh: boolean
  readonly databaseUrl: string | undefined
  /** Worker processes side by side. */
  readonly workers: number
  /** What partners may send besides the ids of registered operations. */
  readonly partnerDocuments: Level
}

/** More than this only compete for the cores of one machine. */
const MAXIMUM_WORKERS = 8

export const START_HELP = `Usage: npm start -- [options]

Runs the whole graph on this machine: database, identity provider, subgraphs, worker and gateway.

  --port <number>      port of the gateway (default 4000, or PORT); the other parts take the eight ports above it
  --data-dir <path>    where everything is kept (default .data, or DATA_DIR)
  --seed <size>        example data loaded on the first start: ${SEED_SIZES.join(' | ')} (default demo, or SEED)
  --workers <number>   worker processes that share the runs, 1 to ${MAXIMUM_WORKERS} (default 1, or WORKERS)
  --partner-documents <level>
                       what partners may send: ${LEVELS.join(' | ')} (default id-only, or PARTNER_DOCUMENTS);
                       log-unknown is for trying queries out
  --fresh              erase the data directory first
  --help               this text

DATABASE_URL uses that PostgreSQL (15 or newer) instead of the embedded one.
Ctrl-C stops every process that it started; a second Ctrl-C does not wait.
`

/** Largest gateway port: eight parts take the ports above it. */
const MAXIMUM_PORT = 65_535 - 8

/** Options from the command line, then from the environment. Returns the fault as text: the caller prints it and exits with 2. */
export function readStartOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { readonly options: StartOptions } | { readonly help: true } | { readonly fault: string } {
  const parsed = parse(argv)
  if ('fault' in parsed) return parsed
  if (parsed.values.help) return { help: true }
  const given = parsed.values
  const port = given.port ?? nonEmpty(env.PORT) ?? '4000'
  const seed = given.seed ?? nonEmpty(env.SEED) ?? 'demo'
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > MAXIMUM_PORT) {
    return { fault: `--port must be a number from 1 to ${MAXIMUM_PORT}` }
  }
  if (!isSeedSize(seed)) return { fault: `--seed must be one of ${SEED_SIZES.join(', ')}` }
  const workers = given.workers ?? nonEmpty(env.WORKERS) ?? '1'
  if (!/^\d$/.test(workers) || Number(workers) < 1 || Number(workers) > MAXIMUM_WORKERS) {
    return { fault: `--workers must be a number from 1 to ${MAXIMUM_WORKERS}` }
  }
  const partnerDocuments = given['partner-documents'] ?? nonEmpty(env.PARTNER_DOCUMENTS) ?? 'id-only'
  if (!isLevel(partnerDocuments)) return { fault: `--partner-documents must be one of ${LEVELS.join(', ')}` }
  const databaseUrl = nonEmpty(env.DATABASE_URL)
  if (given.fresh && databaseUrl !== undefined) {
    return { fault: '--fresh does not erase the database of DATABASE_URL; empty that database yourself, or unset DATABASE_URL' }
  }
  const dataDir = given['data-dir'] ?? nonEmpty(env.DATA_DIR)
  return {
    options: { port: Number(port), dataDir, seed, fresh: given.fresh, databaseUrl, workers: Number(workers), partnerDocuments },
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        seed: { type: 'string' },
        workers: { type: 'string' },
        'partner-documents': { type: 'string' },
        fresh: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}

const isLevel = (text: string): text is Level => LEVELS.some((level) => level === text)
const isSeedSize = (text: string): text is SeedSize => SEED_SIZES.some((size) => size === text)
/** An empty variable counts as unset, as in most shells' `${NAME:-default}`. */
const nonEmpty = (text: string | undefined) => (text === '' ? undefined : text)
