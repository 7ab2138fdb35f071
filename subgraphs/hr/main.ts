import { pathToFileURL } from 'node:url'
import { readEnvironment, SubgraphConfig } from '../shared/config.ts'
import { openDatabase } from '../shared/postgres/database.ts'
import { readSubgraphSdl } from '../shared/schema.ts'
import { type RunningSubgraph, serveSubgraph } from '../shared/serve.ts'
import { createPostgresHrSystem } from './adapters/postgres/postgres-system.ts'
import { createContext } from './context.ts'
import { resolvers } from './resolvers.ts'

/** Starts the HR subgraph on PostgreSQL from an environment (`SubgraphConfig`). */
export async function startHrSubgraph(env: Readonly<Record<string, string | undefined>>): Promise<RunningSubgraph> {
  const config = readEnvironment(SubgraphConfig, env)
  const system = createPostgresHrSystem(openDatabase(config.DATABASE_URL, { name: 'hr' }))
  return serveSubgraph(
    {
      name: 'hr',
      sdl: readSubgraphSdl('hr'),
      resolvers,
      createContext: createContext(system),
      checkHealth: () => system.checkHealth(),
      close: () => system.close(),
    },
    config,
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const running = await startHrSubgraph(process.env)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.stop())
}
