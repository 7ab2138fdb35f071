import { pathToFileURL } from 'node:url'
import pino from 'pino'
import { readEnvironment } from '../shared/config.ts'
import { openDatabase } from '../shared/postgres/database.ts'
import { readSubgraphSdl } from '../shared/schema.ts'
import { type RunningSubgraph, serveSubgraph } from '../shared/serve.ts'
import { createPostgresDeliverySystem } from './adapters/postgres/postgres-system.ts'
import { DeliveryConfig } from './config.ts'
import { createContext } from './context.ts'
import { createDbosClient } from './engine/dbos/client.ts'
import { facts } from './facts.ts'
import { resolvers } from './resolvers.ts'

/** Serves the orchestration's records. It starts and signals runs; a worker process (worker.ts) executes them. */
export async function startDeliverySubgraph(env: Readonly<Record<string, string | undefined>>): Promise<RunningSubgraph> {
  const config = readEnvironment(DeliveryConfig, env)
  const log = pino({ name: 'delivery', level: config.LOG_LEVEL })
  const engine = await createDbosClient({ databaseUrl: config.ENGINE_DATABASE_URL, log })
  const system = createPostgresDeliverySystem(openDatabase(config.DATABASE_URL, { name: 'delivery' }), engine)
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
