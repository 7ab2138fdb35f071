import { startDeliverySubgraph } from '../../../../subgraphs/delivery/main.ts'
import { sealedClient, TEST_ENVELOPE_KEYS } from '../../../support/subgraph-client.ts'
import type { DeliveryFixture } from './delivery-fixture.ts'

export interface ServedDelivery {
  readonly ask: ReturnType<typeof sealedClient>
  stop(): Promise<void>
}

/** The subgraph over HTTP, on the database of a fixture. */
export async function serveDelivery({ database }: DeliveryFixture): Promise<ServedDelivery> {
  const environment = { PORT: '0', ENVELOPE_KEYS: TEST_ENVELOPE_KEYS, LOG_LEVEL: 'silent' }
  const running = await startDeliverySubgraph({ ...environment, DATABASE_URL: database.urlFor('delivery') })
  return { ask: sealedClient(running.url, 'subgraph:delivery'), stop: () => running.stop() }
}
