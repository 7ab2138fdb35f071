import { realpathSync } from 'node:fs'
import pg from 'pg'
import { errorCode } from '../error-facts.ts'

/** Superuser of the embedded server. */
export const ADMIN_ROLE = 'delivery_admin'
/** Database of the graph on the embedded server. */
export const DATABASE_NAME = 'delivery_graph'

export function adminUrl(port: number, password: string, database: string = DATABASE_NAME): string {
  return `postgresql://${ADMIN_ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
}

/** Who answers at a port: our server, ours but not ready yet, ours with another password, somebody else, or nobody. */
export type Answer = 'ours' | 'starting' | 'other-password' | 'foreign' | 'nobody'

/** Logs in and compares the data directory: only a server that knows our password and serves our files is ours. */
export async function whoAnswers(server: {
  readonly port: number
  readonly password: string
  readonly data: string
}): Promise<Answer> {
  const client = new pg.Client({
    connectionString: adminUrl(server.port, server.password, 'postgres'),
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('show data_directory')
    return samePath(rows[0]?.data_directory, server.data) ? 'ours' : 'foreign'
  } catch (error) {
    return meaningOf(error)
  } finally {
    // Not awaited: after a connect that timed out, pg never says that the connection has ended.
    client.end().catch(() => undefined)
  }
}

function meaningOf(error: unknown): Answer {
  const code = errorCode(error)
  if (code === 'ECONNREFUSED') return 'nobody'
  // 57P03 cannot_connect_now (starting or stopping), 53300 too_many_connections, and a connection cut while stopping.
  if (code === '57P03' || code === '53300' || code === 'ECONNRESET') return 'starting'
  // 28P01 invalid_password, 28000 invalid_authorization_specification.
  if (code === '28P01' || code === '28000') return 'other-password'
  return 'foreign'
}

function samePath(left: string | undefined, right: string): boolean {
  if (left === undefined) return false
  try {
    return realpathSync(left) === realpathSync(right)
  } catch {
    return left === right
  }
}
