import { pathToFileURL } from 'node:url'
import { readEnvironment, SubgraphConfig } from '../shared/config.ts'
import { openDatabase } from '../shared/postgres/database.ts'
import { readSubgraphSdl } from '../shared/schema.ts'
import { type RunningSubgraph, serveSubgraph } from '../shared/serve.ts'
import { createPostgresCrmSystem } from './adapters/postgres/postgres-system.ts'
import { createContext } from './context.ts'
import { resolvers } from './resolvers.ts'

/** Starts the CRM subgraph on PostgreSQL from an environment (`SubgraphConfig`). */
export async function startCrmSubgraph(env: Readonly<Record<string, string | undefined>>): Promise<RunningSubgraph> {
  const config = readEnvironment(SubgraphConfig, env)
  const system = createPostgresCrmSystem(openDatabase(config.DATABASE_URL, { name: 'crm' }))
  return serveSubgraph(
    {
      name: 'crm',
      sdl: readSubgraphSdl('crm'),
      resolvers,
      createContext: createContext(system),
      checkHealth: () => system.checkHealth(),
      close: () => system.close(),
    },
    config,
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const running = await startCrmSubgraph(process.env)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.stop())
}
