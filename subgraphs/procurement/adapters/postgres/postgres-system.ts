import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import type { ProcurementSystem } from '../../port.ts'
import { createPurchaseOrders } from './purchase-order.ts'
import { createRequisitions } from './requisition.ts'
import { createSuppliers } from './supplier.ts'

/** Procurement on PostgreSQL, in schema `procurement`. The system owns `db` and closes it. */
export function createPostgresProcurementSystem(db: Database): ProcurementSystem {
  return {
    product: 'PostgreSQL',
    capabilities: { batchGetMax: 1_000, idempotency: 'ledger', locking: 'strong', readYourWrites: true },
    suppliers: createSuppliers(db),
    requisitions: createRequisitions(db),
    purchaseOrders: createPurchaseOrders(db),
    checkHealth: async () => void (await sql`select 1`.execute(db)),
    close: () => db.destroy(),
  }
}
