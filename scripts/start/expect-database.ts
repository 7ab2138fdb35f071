import type { DataDirectory, Secrets } from '../data-directory.ts'
import { roleName, serviceUrl } from '../database/service-roles.ts'
import { adminUrl } from '../postgres/login.ts'
import { readPostmaster } from '../postgres/postmaster.ts'

export interface ExpectedDatabase {
  /** Host and port at which the database will answer. */
  readonly host: string
  /** URL with which the gateway will log in. */
  readonly gatewayUrl: string
}

/**
 * Where the database will be once it runs: a part that starts before it can be told already. An embedded server that is left
 * over from a killed start keeps its port.
 */
export function expectDatabase({
  directory,
  secrets: { databasePasswords },
  port,
  databaseUrl,
}: {
  readonly directory: DataDirectory
  readonly secrets: Secrets
  /** Port of an embedded server that does not run yet. */
  readonly port: number
  /** Somebody else's server. */
  readonly databaseUrl: string | undefined
}): ExpectedDatabase {
  const isExternal = databaseUrl !== undefined && URL.canParse(databaseUrl)
  const admin = isExternal
    ? databaseUrl
    : adminUrl(readPostmaster(directory.postgres.data)?.port || port, databasePasswords.admin)
  const { host, pathname, username } = new URL(admin)
  // A URL without a database means the one that has the user's name (libpq).
  const database = decodeURIComponent(pathname.slice(1) || username)
  return { host, gatewayUrl: serviceUrl(admin, roleName(database, 'gateway'), databasePasswords.gateway) }
}
