import { type RunningWorker, startDeliveryWorker } from '../../../../subgraphs/delivery/worker.ts'
import { type DeliveryFixture, openDeliveryFixture } from './delivery-fixture.ts'
import { type GatewayStandIn, startGatewayStandIn } from './gateway-stand-in.ts'

export interface Stage {
  readonly fixture: DeliveryFixture
  readonly gateway: GatewayStandIn
  close(): Promise<void>
}

/** Environment of a worker against the stand-in, with pauses that a test can wait for. */
export function workerEnvironment({ fixture, gateway }: Pick<Stage, 'fixture' | 'gateway'>): Record<string, string> {
  const url = fixture.database.urlFor('delivery')
  return {
    DATABASE_URL: url,
    GATEWAY_URL: gateway.url,
    TOKEN_URL: gateway.tokenUrl,
    CLIENT_ID: 'svc_orchestrator',
    CLIENT_SECRET: 'secret',
    RETRY_BASE_MS: '20',
    INTAKE_MS: '100',
    CALL_TIMEOUT_MS: '2000',
    LOG_LEVEL: process.env.DELIVERY_TEST_LOG ?? 'silent',
  }
}

/** Database, stand-in gateway and, unless told otherwise, one worker in this process. */
export async function openStage({
  withWorker = true,
  environment = {},
}: {
  readonly withWorker?: boolean
  readonly environment?: Readonly<Record<string, string>>
} = {}): Promise<Stage> {
  const fixture = await openDeliveryFixture()
  const gateway = await startGatewayStandIn()
  const worker: RunningWorker | null = withWorker
    ? await startDeliveryWorker({ ...workerEnvironment({ fixture, gateway }), ...environment })
    : null
  return {
    fixture,
    gateway,
    async close() {
      await worker?.stop()
      await gateway.close()
      await fixture.close()
    },
  }
}
