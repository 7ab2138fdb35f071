import { createHash } from 'node:crypto'
import pg from 'pg'
import { DATABASE_SERVICES, type DatabaseService } from '../../scripts/database/database-services.ts'
import { readMigrations, SCHEMAS, type SchemaName } from '../../scripts/database/migration-files.ts'
import { prepareDatabase } from '../../scripts/database/prepare-database.ts'
import { type RolePasswords, roleName, serviceUrl } from '../../scripts/database/service-roles.ts'

export interface TestDatabase {
  /** Administrator's URL of this database. */
  readonly adminUrl: string
  /** URL with which a service logs in: its own role, its own schema. */
  urlFor(service: DatabaseService): string
  /** Removes the database; open connections are cut. */
  drop(): Promise<void>
}

/**
 * A fresh database with migrations applied, for one test file: `beforeAll` creates, `afterAll` drops. It is copied from a
 * template that is migrated once per run and set of schemas, so a second one costs a fraction of a second. Name the schemas
 * that the test needs: then a migration of another service cannot break it.
 */
export async function createTestDatabase({
  schemas = SCHEMAS,
}: {
  readonly schemas?: readonly SchemaName[]
} = {}): Promise<TestDatabase> {
  const template = await ensureTemplate(schemas)
  created += 1
  const name = `${template}_${process.pid}_${created}`
  await asAdmin((client) => client.query(`create database ${name} template ${template}`))
  const adminUrl = onDatabase(name)
  return {
    adminUrl,
    // Roles belong to the server: copies of one template share the roles that its grants name.
    urlFor: (service) => serviceUrl(adminUrl, roleName(template, service), password()),
    drop: () => asAdmin((client) => client.query(`drop database if exists ${name} with (force)`)).then(() => undefined),
  }
}

/** An empty database without roles and schemas, for tests of the preparation itself. Roles made in it go with it. */
export async function createEmptyDatabase(): Promise<{
  readonly name: string
  readonly adminUrl: string
  drop(): Promise<void>
}> {
  created += 1
  const name = `${setting('TEST_DATABASE_RUN')}_empty_${process.pid}_${created}`
  await asAdmin((client) => client.query(`create database ${name}`))
  return { name, adminUrl: onDatabase(name), drop: () => dropMatching(name) }
}

/** Drops every database and role of this test run. */
export async function dropTestDatabases(): Promise<void> {
  await dropMatching(setting('TEST_DATABASE_RUN'))
}

/** One password for all roles of the run. */
export function testPasswords(): RolePasswords {
  return Object.fromEntries(DATABASE_SERVICES.map((name) => [name, password()])) as RolePasswords // one entry a service, by construction
}

let created = 0
const password = () => setting('TEST_DATABASE_PASSWORD')

async function ensureTemplate(schemas: readonly SchemaName[]): Promise<string> {
  const hash = createHash('sha256')
  for (const schema of SCHEMAS) {
    hash.update(schema)
    if (schemas.includes(schema) || schema === 'platform') for (const { sha256 } of readMigrations(schema)) hash.update(sha256)
  }
  const template = `${setting('TEST_DATABASE_RUN')}_${hash.digest('hex').slice(0, 8)}`
  await asAdmin(async (client) => {
    // Test files run in several processes; one of them builds, the others wait here.
    await client.query('select pg_advisory_lock(hashtext($1))', [template])
    const { rows } = await client.query<{ datistemplate: boolean }>('select datistemplate from pg_database where datname = $1', [
      template,
    ])
    if (rows[0]?.datistemplate) return
    await client.query(`drop database if exists ${template} with (force)`)
    await client.query(`create database ${template}`)
    await prepareDatabase({ adminUrl: onDatabase(template), passwords: testPasswords(), schemas })
    await client.query(`alter database ${template} is_template true`)
  })
  return template
}

async function dropMatching(prefix: string): Promise<void> {
  await asAdmin(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select datname as name from pg_database where datname = $1 or starts_with(datname, $1 || '_')",
      [prefix],
    )
    for (const { name } of rows) {
      await client.query(`alter database ${name} is_template false`)
      await client.query(`drop database ${name} with (force)`)
    }
    const roles = await client.query<{ name: string }>(
      "select rolname as name from pg_roles where starts_with(rolname, $1 || '_')",
      [prefix],
    )
    for (const { name } of roles.rows) await client.query(`drop role ${name}`)
  })
}

async function asAdmin<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: setting('TEST_DATABASE_ADMIN_URL') })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function onDatabase(name: string): string {
  const url = new URL(setting('TEST_DATABASE_ADMIN_URL'))
  url.pathname = `/${name}`
  return url.href
}

function setting(name: 'TEST_DATABASE_ADMIN_URL' | 'TEST_DATABASE_RUN' | 'TEST_DATABASE_PASSWORD'): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: run tests through \`npm test\`, which starts the database`)
  return value
}
