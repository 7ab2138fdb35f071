import pg from 'pg'
import { errorMessage } from '../error-facts.ts'
import { operatorFault } from '../operator-fault.ts'
import type { DatabaseService } from './database-services.ts'
import { MIGRATIONS_ROOT, readMigrations, SCHEMAS, type SchemaName } from './migration-files.ts'
import { type MigrationProgress, runMigrations } from './run-migrations.ts'
import {
  ensureServiceRoles,
  grantOwnSchemas,
  grantReadableViews,
  type RolePasswords,
  revokeFromPublic,
  roleName,
  serviceUrl,
} from './service-roles.ts'

export interface PreparedDatabase {
  /** Number of migrations that this call applied. */
  readonly applied: number
  /** URL with which a service logs in: its own role, its own schema. */
  urlFor(service: DatabaseService): string
}

export interface PrepareDatabaseOptions {
  /** Administrator: superuser, or owner of the database with CREATEROLE. */
  readonly adminUrl: string
  readonly passwords: RolePasswords
  readonly onProgress?: (progress: MigrationProgress) => void
  /** Schemas whose migrations are applied; all by default. Every schema exists afterwards in any case. */
  readonly schemas?: readonly SchemaName[]
  /** Folder with `gateway/migrations` and `subgraphs/<name>/migrations`. */
  readonly migrationsRoot?: string
}

/** Oldest server that all SQL of the graph runs on (`server_version_num`). */
const MINIMUM_VERSION = 150_000
/** Any fixed number: the session lock under which only one program prepares this database. */
const ADVISORY_LOCK = '4242015001'

/**
 * Brings a database to the state that this program needs: roles, schemas, migrations, grants. Any number of programs may
 * call it at once; they take turns. Calling it again changes nothing.
 *
 * @throws an operator fault, one line, for an unreachable or too old server, or a migration that cannot be applied.
 */
export async function prepareDatabase({
  adminUrl,
  passwords,
  onProgress,
  schemas = SCHEMAS,
  migrationsRoot = MIGRATIONS_ROOT,
}: PrepareDatabaseOptions): Promise<PreparedDatabase> {
  const migrations = SCHEMAS.filter((schema) => schemas.includes(schema) || schema === 'platform').flatMap((schema) =>
    readMigrations(schema, migrationsRoot),
  )
  const client = await connect(adminUrl)
  try {
    const database = await requireSupportedServer(client)
    await client.query('set statement_timeout = 0')
    // Session level: it spans the transactions below, and ends with the connection when this process dies.
    await client.query(`select pg_advisory_lock(${ADVISORY_LOCK})`)
    await revokeFromPublic(client, database)
    await ensureServiceRoles(client, database, passwords)
    await createSchemas(client)
    const applied = await runMigrations(client, migrations, onProgress)
    await grantOwnSchemas(client, database)
    await grantReadableViews(client, database)
    return { applied, urlFor: (service) => serviceUrl(adminUrl, roleName(database, service), passwords[service]) }
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function connect(adminUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: adminUrl,
    connectionTimeoutMillis: 10_000,
    application_name: 'delivery-graph prepare',
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    throw operatorFault(`cannot connect to the database at ${hostOf(adminUrl)}: ${errorMessage(error)}`, error)
  }
}

/** Never the whole URL: it carries a password. */
function hostOf(adminUrl: string): string {
  return URL.canParse(adminUrl) ? `${new URL(adminUrl).host}${new URL(adminUrl).pathname}` : 'DATABASE_URL (not a URL)'
}

async function requireSupportedServer(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ number: number; version: string; database: string }>(
    "select current_setting('server_version_num')::int as number, current_setting('server_version') as version, current_database() as database",
  )
  const [server] = rows
  if (server === undefined) throw new Error('The server did not tell its version')
  if (server.number < MINIMUM_VERSION)
    throw operatorFault(`PostgreSQL 15 or newer is needed; the database runs on ${server.version}`)
  return server.database
}

async function createSchemas(client: pg.Client): Promise<void> {
  await client.query(SCHEMAS.map((schema) => `create schema if not exists ${schema};`).join(' '))
}
