import pg, { type Client } from 'pg'
import { operatorFault } from '../operator-fault.ts'
import { APPEND_ONLY_TABLES, DATABASE_SERVICES, type DatabaseService, READABLE_VIEWS } from './database-services.ts'

export type RolePasswords = Readonly<Record<DatabaseService, string>>

/** Functions of schema `platform` that every service may call; the schema holds nothing else for them. */
const SHARED_FUNCTIONS = ['platform.business_now()']
/** Longest identifier of PostgreSQL in bytes (NAMEDATALEN - 1); longer ones would be cut, and two roles become one. */
const MAX_IDENTIFIER_BYTES = 63

/** Login role of a service. Roles belong to the whole server, so the database is part of the name. */
export function roleName(database: string, service: DatabaseService): string {
  const name = `${database}_${service}`
  if (Buffer.byteLength(name) > MAX_IDENTIFIER_BYTES)
    throw operatorFault(`the database name ${database} is too long for its role names`)
  return name
}

/** The administrator's URL with the login of one service; host, port, database and options stay. */
export function serviceUrl(adminUrl: string, role: string, password: string): string {
  const url = new URL(adminUrl)
  url.username = encodeURIComponent(role)
  url.password = encodeURIComponent(password)
  return url.href
}

/** Creates the login roles, or gives the existing ones their passwords again. They can do nothing by themselves. */
export async function ensureServiceRoles(client: Client, database: string, passwords: RolePasswords): Promise<void> {
  for (const service of DATABASE_SERVICES) {
    const role = roleName(database, service)
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
    const verb = rowCount === 0 ? 'create' : 'alter'
    await client.query(`${verb} role ${quoted(role)} with login password ${pg.escapeLiteral(passwords[service])}`)
  }
}

/** Takes from PUBLIC what PostgreSQL gives to everybody by default, before any object exists. */
export async function revokeFromPublic(client: Client, database: string): Promise<void> {
  await client.query(`revoke all on database ${quoted(database)} from public`)
  await client.query('revoke all on schema public from public')
  await client.query('alter default privileges revoke execute on functions from public')
}

/**
 * Gives every service its own schema and nothing else: read and write of rows, for the tables of today and of later
 * migrations; of append-only tables, only adding and reading. Tables stay the administrator's, so a service can never alter
 * its own.
 */
export async function grantOwnSchemas(client: Client, database: string): Promise<void> {
  for (const service of DATABASE_SERVICES) {
    const role = quoted(roleName(database, service))
    const appendOnly = await existing(
      client,
      APPEND_ONLY_TABLES.filter((table) => table.startsWith(`${service}.`)),
    )
    // One call is one transaction: there is no moment at which an append-only table is open.
    await client.query(`
      grant connect on database ${quoted(database)} to ${role};
      grant usage on schema ${service}, platform to ${role};
      grant select, insert, update, delete on all tables in schema ${service} to ${role};
      grant usage, select on all sequences in schema ${service} to ${role};
      grant execute on all functions in schema ${service} to ${role};
      alter default privileges in schema ${service} grant select, insert, update, delete on tables to ${role};
      alter default privileges in schema ${service} grant usage, select on sequences to ${role};
      alter default privileges in schema ${service} grant execute on functions to ${role};
      ${appendOnly.map((table) => `revoke update, delete, truncate on ${table} from ${role};`).join(' ')}`)
    for (const name of SHARED_FUNCTIONS) await client.query(`grant execute on function ${name} to ${role}`)
  }
}

/** Opens the views that one service shows another, those of today; a service sees nothing else of a foreign schema. */
export async function grantReadableViews(client: Client, database: string): Promise<void> {
  for (const { service, schema, prefix } of READABLE_VIEWS) {
    const role = quoted(roleName(database, service))
    const { rows } = await client.query<{ view: string }>(
      'select viewname as view from pg_views where schemaname = $1 and starts_with(viewname, $2) order by viewname',
      [schema, prefix],
    )
    await client.query(`grant usage on schema ${schema} to ${role}`)
    for (const { view } of rows) await client.query(`grant select on ${schema}.${quoted(view)} to ${role}`)
  }
}

/** Those of `tables` that a migration has created already. */
async function existing(client: Client, tables: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select name from unnest($1::text[]) as name where to_regclass(name) is not null',
    [tables],
  )
  return rows.map(({ name }) => name)
}

const quoted = (identifier: string) => pg.escapeIdentifier(identifier)
