import { parseArgs } from 'node:util'
import { claimDataDirectory, dataDirectory, ensureSecrets } from '../data-directory.ts'
import { openDatabaseServer } from '../database/open-server.ts'
import { prepareDatabase } from '../database/prepare-database.ts'
import { recordingSeed } from '../database/seed-record.ts'
import { errorMessage } from '../error-facts.ts'
import { freePort } from '../free-port.ts'
import { isSeeded, seed } from './load.ts'
import { isSeedSize, SEED_COUNTS } from './sizes.ts'

export interface SeedIo {
  print(line: string): void
  complain(line: string): void
}

const SIZES = Object.keys(SEED_COUNTS).join(' | ')

const HELP = `Usage: npm run seed -- [options]

Loads the example data into an empty database and sets the business clock to 2026-05-26T09:00Z. The data is always the
same. A database that has records is left as it is; a load that was interrupted left nothing and is done again.
DATABASE_URL names the database with an administrator's login; without it, the embedded one of the data directory is used.

  --size <size>       ${SIZES} (default demo)
  --data-dir <path>   data directory (default .data, or DATA_DIR)
  --help              this text
`

/** Resolves to the exit code: 0 done or nothing to do, 2 wrong usage. */
export async function seedCommand(argv: readonly string[], env: NodeJS.ProcessEnv, io: SeedIo): Promise<0 | 2> {
  const parsed = parse(argv)
  if ('fault' in parsed) {
    io.complain(`${parsed.fault}\n\n${HELP}`)
    return 2
  }
  if (parsed.values.help) {
    io.print(HELP)
    return 0
  }
  const { size } = parsed.values
  if (!isSeedSize(size)) {
    io.complain(`--size must be one of ${SIZES}\n\n${HELP}`)
    return 2
  }
  const directory = dataDirectory(parsed.values['data-dir'] ?? env.DATA_DIR)
  claimDataDirectory(directory)
  const server = await openDatabaseServer({ dataDir: directory.root, port: await freePort(), databaseUrl: env.DATABASE_URL })
  try {
    const { adminUrl } = server
    await prepareDatabase({ adminUrl, passwords: ensureSecrets(directory).databasePasswords })
    if (await isSeeded(adminUrl)) {
      io.print('the database has records already; nothing was loaded')
      return 0
    }
    const { documents } = directory
    await recordingSeed(adminUrl, size, () => seed({ adminUrl, size, documents, onProgress: (line) => io.print(line) }))
    return 0
  } finally {
    // A server that was running before belongs to somebody else.
    if (server.started) await server.stop()
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        size: { type: 'string', default: 'demo' },
        'data-dir': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return { fault: errorMessage(error) }
  }
}
