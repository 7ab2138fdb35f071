import { parseArgs } from 'node:util'
import { claimDataDirectory, dataDirectory, ensureSecrets } from '../data-directory.ts'
import { errorMessage } from '../error-facts.ts'
import { freePort } from '../free-port.ts'
import { DATABASE_SERVICES } from './database-services.ts'
import { openDatabaseServer } from './open-server.ts'
import { prepareDatabase } from './prepare-database.ts'

export interface MigrateIo {
  print(line: string): void
  complain(line: string): void
}

const HELP = `Usage: npx tsx scripts/migrate.ts [options]

Brings a database to the state that this version needs: roles, schemas, migrations, grants. DATABASE_URL names the
database with an administrator's login; without it, the embedded one of the data directory is used. Safe to repeat, and
to run from several machines at once. The passwords of the service roles come from secrets.json of the data directory.

  --data-dir <path>   data directory (default .data, or DATA_DIR)
  --urls              print the URL of every service, with its password, as JSON on the last line
  --help              this text
`

/** Resolves to the exit code: 0 done, 2 wrong usage. */
export async function migrateCommand(argv: readonly string[], env: NodeJS.ProcessEnv, io: MigrateIo): Promise<0 | 2> {
  const parsed = parse(argv)
  if ('fault' in parsed) {
    io.complain(`${parsed.fault}\n\n${HELP}`)
    return 2
  }
  if (parsed.values.help) {
    io.print(HELP)
    return 0
  }
  const directory = dataDirectory(parsed.values['data-dir'] ?? env.DATA_DIR)
  claimDataDirectory(directory)
  const server = await openDatabaseServer({ dataDir: directory.root, port: await freePort(), databaseUrl: env.DATABASE_URL })
  try {
    const { applied, urlFor } = await prepareDatabase({
      adminUrl: server.adminUrl,
      passwords: ensureSecrets(directory).databasePasswords,
      onProgress: ({ migration, position, total }) => io.print(`${position}/${total} ${migration.schema} ${migration.name}`),
    })
    io.print(applied === 0 ? 'the database is up to date' : `${applied} migrations applied`)
    if (parsed.values.urls) io.print(JSON.stringify(Object.fromEntries(DATABASE_SERVICES.map((name) => [name, urlFor(name)]))))
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
        'data-dir': { type: 'string' },
        urls: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return { fault: errorMessage(error) }
  }
}
