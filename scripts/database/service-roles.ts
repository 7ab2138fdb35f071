import pg, { type Client } from 'pg'
import { operatorFault } from '../operator-fault.ts'
import { SUBGRAPHS, type SubgraphName } from '../subgraph-names.ts'

export type RolePasswords = Readonly<Record<SubgraphName, string>>

/** Functions of schema `platform` that every service may call; the schema holds nothing else for them. */
const SHARED_FUNCTIONS = ['platform.business_now()']
/** Longest identifier of PostgreSQL in bytes (NAMEDATALEN - 1); longer ones would be cut, and two roles become one. */
const MAX_IDENTIFIER_BYTES = 63

/** Login role of a subgraph. Roles belong to the whole server, so the database is part of the name. */
export function roleName(database: string, subgraph: SubgraphName): string {
  const name = `${database}_${subgraph}`
  if (Buffer.byteLength(name) > MAX_IDENTIFIER_BYTES)
    throw operatorFault(`the database name ${database} is too long for its role names`)
  return name
}

/** The administrator's URL with the login of one subgraph; host, port, database and options stay. */
export function serviceUrl(adminUrl: string, role: string, password: string): string {
  const url = new URL(adminUrl)
  url.username = encodeURIComponent(role)
  url.password = encodeURIComponent(password)
  return url.href
}

/** Creates the login roles, or gives the existing ones their passwords again. They can do nothing by themselves. */
export async function ensureServiceRoles(client: Client, database: string, passwords: RolePasswords): Promise<void> {
  for (const subgraph of SUBGRAPHS) {
    const role = roleName(database, subgraph)
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
    const verb = rowCount === 0 ? 'create' : 'alter'
    await client.query(`${verb} role ${quoted(role)} with login password ${pg.escapeLiteral(passwords[subgraph])}`)
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
 * migrations. Tables stay the administrator's, so a service can never alter its own.
 */
export async function grantOwnSchemas(client: Client, database: string): Promise<void> {
  for (const subgraph of SUBGRAPHS) {
    const role = quoted(roleName(database, subgraph))
    await client.query(`
      grant connect on database ${quoted(database)} to ${role};
      grant usage on schema ${subgraph}, platform to ${role};
      grant select, insert, update, delete on all tables in schema ${subgraph} to ${role};
      grant usage, select on all sequences in schema ${subgraph} to ${role};
      grant execute on all functions in schema ${subgraph} to ${role};
      alter default privileges in schema ${subgraph} grant select, insert, update, delete on tables to ${role};
      alter default privileges in schema ${subgraph} grant usage, select on sequences to ${role};
      alter default privileges in schema ${subgraph} grant execute on functions to ${role};`)
    for (const name of SHARED_FUNCTIONS) await client.query(`grant execute on function ${name} to ${role}`)
  }
}

const quoted = (identifier: string) => pg.escapeIdentifier(identifier)
