import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import pino from 'pino'
import { readEnvironment } from '../shared/config.ts'
import { type Database, openDatabase } from '../shared/postgres/database.ts'
import { readSubgraphSdl } from '../shared/schema.ts'
import { type RunningSubgraph, serveSubgraph } from '../shared/serve.ts'
import { createPostgresCrmSystem } from './adapters/postgres/postgres-system.ts'
import { CrmConfig } from './config.ts'
import { createContext } from './context.ts'
import { createContentStore } from './documents/content-store/content-store.ts'
import { createObjectFiles } from './documents/content-store/object-files.ts'
import { startDailyPurge } from './documents/daily-purge.ts'
import { resolvers } from './resolvers.ts'

/** Starts the CRM subgraph on PostgreSQL from an environment (`CrmConfig`); it purges expired documents every business day. */
export async function startCrmSubgraph(env: Readonly<Record<string, string | undefined>>): Promise<RunningSubgraph> {
  const config = readEnvironment(CrmConfig, env)
  const db = openDatabase(config.DATABASE_URL, { name: 'crm' })
  const system = createPostgresCrmSystem(db)
  const files = createObjectFiles(config.DOCUMENTS_DIR, { durable: true })
  const documents = createContentStore(db, files)
  const purge = startDailyPurge(documents, () => businessDate(db), { log: pino({ name: 'crm', level: config.LOG_LEVEL }) })
  return serveSubgraph(
    {
      name: 'crm',
      sdl: readSubgraphSdl('crm'),
      resolvers,
      createContext: createContext(system, documents),
      checkHealth: () => system.checkHealth(),
      async close() {
        await purge.stop()
        await system.close()
      },
    },
    config,
  )
}

async function businessDate(db: Database): Promise<string> {
  const { rows } = await sql<{ today: string }>`select platform.business_now()::date as today`.execute(db)
  return rows[0]?.today ?? ''
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const running = await startCrmSubgraph(process.env)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.stop())
}
