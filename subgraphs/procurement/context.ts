import type { Connection } from '../shared/connection.ts'
import type { SubgraphContext } from '../shared/context.ts'
import { createEntityLoaders, type EntityLoaders } from '../shared/loaders.ts'
import type { Call } from '../shared/port.ts'
import type {
  ProcurementSystem,
  PurchaseOrder,
  PurchaseOrderFilter,
  Requisition,
  RequisitionFilter,
  Supplier,
  SupplierFilter,
} from './port.ts'

/** What the resolvers of procurement get: batched reads for one request, and the system behind them for writes. */
export interface ProcurementContext extends SubgraphContext, ProcurementLoaders {
  readonly system: ProcurementSystem
}

interface ProcurementLoaders {
  readonly suppliers: EntityLoaders<Supplier, SupplierFilter, never, never>
  readonly requisitions: EntityLoaders<Requisition, RequisitionFilter, 'projectId', never>
  readonly purchaseOrders: EntityLoaders<PurchaseOrder, PurchaseOrderFilter, 'projectId' | 'supplierId' | 'requisitionId', never>
}

export type SupplierConnection = Connection<Supplier>
export type RequisitionConnection = Connection<Requisition>
export type PurchaseOrderConnection = Connection<PurchaseOrder>

/** Loaders live as long as one request, so nothing of one caller is answered to another. */
export const createContext =
  (system: ProcurementSystem) =>
  (base: SubgraphContext): ProcurementContext => ({ ...base, system, ...createLoaders(system, base.call) })

/**
 * Empties the loaders after a write. The mutations of one request run one after another (GraphQL specification, 6.2.2), and
 * the answer of the second must not show what the first one read before it.
 */
export function forgetReads(context: ProcurementContext): void {
  Object.assign(context, createLoaders(context.system, context.call))
}

function createLoaders(system: ProcurementSystem, call: Call): ProcurementLoaders {
  return {
    suppliers: createEntityLoaders(system.suppliers, call),
    requisitions: createEntityLoaders(system.requisitions, call),
    purchaseOrders: createEntityLoaders(system.purchaseOrders, call),
  }
}
