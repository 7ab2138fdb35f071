import pino from 'pino'
import { createDbosClient } from '../../../../subgraphs/delivery/engine/dbos/client.ts'
import { startEngineWorker } from '../../../../subgraphs/delivery/engine/dbos/worker.ts'
import { openDatabase } from '../../../../subgraphs/shared/postgres/database.ts'
import { createTestDatabase } from '../../../support/database.ts'
import { describeEngine } from './engine-contract.ts'

describeEngine('DBOS', async (workflows) => {
  const database = await createTestDatabase({ schemas: ['platform', 'delivery'] })
  const databaseUrl = database.urlFor('delivery')
  const log = pino({ level: 'silent' })
  // Both complete the engine's tables; whichever comes first.
  const [client, worker] = await Promise.all([
    createDbosClient({ databaseUrl, log }),
    startEngineWorker({ databaseUrl, workflows, log, hungAfterMs: 15_000, onTakenOver: () => undefined }),
  ])
  const db = openDatabase(databaseUrl, { name: 'engine-contract', maxConnections: 20 })
  return {
    client,
    db,
    async close() {
      await worker.stop()
      await client.close()
      await db.destroy()
      await database.drop()
    },
  }
})
