import { pathToFileURL } from 'node:url'
import { readEnvironment, SubgraphConfig } from '../shared/config.ts'
import { openDatabase } from '../shared/postgres/database.ts'
import { readSubgraphSdl } from '../shared/schema.ts'
import { type RunningSubgraph, serveSubgraph } from '../shared/serve.ts'
import { publishBuiltIn } from './adapters/postgres/ledger/definition-source.ts'
import { createPostgresDeliverySystem } from './adapters/postgres/postgres-system.ts'
import { createContext } from './context.ts'
import { facts } from './facts.ts'
import { resolvers } from './resolvers.ts'

/** Serves the orchestration's records. It starts and wakes runs; a worker process (worker.ts) executes them. */
export async function startDeliverySubgraph(env: Readonly<Record<string, string | undefined>>): Promise<RunningSubgraph> {
  const config = readEnvironment(SubgraphConfig, env)
  const db = openDatabase(config.DATABASE_URL, { name: 'delivery' })
  await publishBuiltIn(db)
  const system = createPostgresDeliverySystem(db)
  return serveSubgraph(
    {
      name: 'delivery',
      sdl: readSubgraphSdl('delivery'),
      resolvers,
      facts,
      createContext: createContext(system),
      checkHealth: () => system.checkHealth(),
      close: () => system.close(),
    },
    config,
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const running = await startDeliverySubgraph(process.env)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void running.stop().finally(() => process.exit(0)))
}
