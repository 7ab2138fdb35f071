import { z } from 'zod'
import type { RunningSubgraph } from '../../subgraphs/shared/serve.ts'
import { SUBGRAPHS, type SubgraphName } from '../subgraph-names.ts'

/**
 * All six subgraphs in one process, each on its own port, with its own database role and envelope keys: exactly what six
 * processes would run (docs/adr/0002), without starting Node six times. `SUBGRAPH_ENVIRONMENTS` holds the environment of
 * each as JSON. Messages `{ stop: name }` and `{ start: name }` take one down and up again, for fault drills.
 */
type Start = (env: Readonly<Record<string, string | undefined>>) => Promise<RunningSubgraph>

const STARTS: Readonly<Record<SubgraphName, () => Promise<Start>>> = {
  crm: async () => (await import('../../subgraphs/crm/main.ts')).startCrmSubgraph,
  erp: async () => (await import('../../subgraphs/erp/main.ts')).startErpSubgraph,
  psa: async () => (await import('../../subgraphs/psa/main.ts')).startPsaSubgraph,
  hr: async () => (await import('../../subgraphs/hr/main.ts')).startHrSubgraph,
  procurement: async () => (await import('../../subgraphs/procurement/main.ts')).startProcurementSubgraph,
  delivery: async () => (await import('../../subgraphs/delivery/main.ts')).startDeliverySubgraph,
}

const Environments = z.record(z.enum(SUBGRAPHS), z.record(z.string(), z.string()))
const Message = z.union([z.object({ stop: z.enum(SUBGRAPHS) }), z.object({ start: z.enum(SUBGRAPHS) })])

const environments = Environments.parse(JSON.parse(process.env.SUBGRAPH_ENVIRONMENTS ?? '{}'))
const running = new Map<SubgraphName, RunningSubgraph>()

async function start(name: SubgraphName): Promise<void> {
  if (running.has(name)) return
  const startSubgraph = await STARTS[name]()
  running.set(name, await startSubgraph(environments[name]))
}

async function stop(name: SubgraphName): Promise<void> {
  const subgraph = running.get(name)
  running.delete(name)
  await subgraph?.stop()
}

process.on('message', (text: unknown) => {
  const message = Message.parse(text)
  void ('stop' in message ? stop(message.stop) : start(message.start))
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void Promise.allSettled(SUBGRAPHS.map(stop)).then(() => process.exit(0))
  })
}

await Promise.all(SUBGRAPHS.map(start))
