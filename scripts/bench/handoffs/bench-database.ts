import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { dataDirectory } from '../../data-directory.ts'
import { DATABASE_SERVICES, type DatabaseService } from '../../database/database-services.ts'
import { openDatabaseServer } from '../../database/open-server.ts'
import { prepareDatabase } from '../../database/prepare-database.ts'
import { roleName } from '../../database/service-roles.ts'
import { freePort } from '../../free-port.ts'
import { readPostmaster } from '../../postgres/postmaster.ts'
import { familyCpuMs } from '../process-usage.ts'

/** A database of its own for one measure, on the settings that production has: every commit is on disk. */
export interface BenchDatabase {
  readonly adminUrl: string
  /** Login of the delivery service, which is what workers and subgraph use. */
  readonly deliveryUrl: string
  /** Login of the gateway, for its audit. */
  readonly gatewayUrl: string
  /** Administrator's session for bulk work and for looking. */
  readonly admin: pg.Client
  /** CPU milliseconds that the server has used so far; null when it is not on this machine, or no Linux. */
  cpuMs(): number | null
  close(): Promise<void>
}

export async function openBenchDatabase(databaseUrl: string | undefined): Promise<BenchDatabase> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'delivery-graph-bench-'))
  // Commit times are what the latency of a decision is read from.
  const settings = { track_commit_timestamp: 'on' }
  const server = await openDatabaseServer({ dataDir, port: await freePort(), databaseUrl, settings })
  // Ctrl-C must not leave a server behind that nobody knows.
  const stopEarly = () => void server.stop().finally(() => process.exit(1))
  process.once('SIGINT', stopEarly).once('SIGTERM', stopEarly)
  const name = `bench_${randomBytes(4).toString('hex')}`
  await once(server.adminUrl, `create database ${name}`)
  const adminUrl = new URL(server.adminUrl)
  adminUrl.pathname = `/${name}`
  const passwords = Object.fromEntries(DATABASE_SERVICES.map((each) => [each, randomBytes(12).toString('hex')])) as Record<
    DatabaseService,
    string
  > // one entry a service, by construction
  const { urlFor } = await prepareDatabase({ adminUrl: adminUrl.href, passwords, schemas: ['platform', 'delivery', 'gateway'] })
  const admin = new pg.Client({ connectionString: adminUrl.href, application_name: 'delivery-graph bench' })
  await admin.connect()
  return {
    adminUrl: adminUrl.href,
    deliveryUrl: urlFor('delivery'),
    gatewayUrl: urlFor('gateway'),
    admin,
    cpuMs() {
      const postmaster = readPostmaster(dataDirectory(dataDir).postgres.data)
      return postmaster === undefined ? null : familyCpuMs(postmaster.pid)
    },
    async close() {
      process.off('SIGINT', stopEarly).off('SIGTERM', stopEarly)
      await admin.end()
      await once(server.adminUrl, `drop database ${name} with (force)`)
      for (const each of DATABASE_SERVICES) await once(server.adminUrl, `drop role ${roleName(name, each)}`)
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
