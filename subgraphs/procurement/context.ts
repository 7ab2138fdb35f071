import type { Connection } from '../shared/connection.ts'
import type { SubgraphContext } from '../shared/context.ts'
import { createEntityLoaders, type EntityLoaders } from '../shared/loaders.ts'
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
export interface ProcurementContext extends SubgraphContext {
  readonly system: ProcurementSystem
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
  (base: SubgraphContext): ProcurementContext => {
    const { call } = base
    return {
      ...base,
      system,
      suppliers: createEntityLoaders(system.suppliers, call),
      requisitions: createEntityLoaders(system.requisitions, call),
      purchaseOrders: createEntityLoaders(system.purchaseOrders, call),
    }
  }
