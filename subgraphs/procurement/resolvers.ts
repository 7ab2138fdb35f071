import { scalars } from '../shared/scalars.ts'
import { Mutation } from './resolvers/mutation.ts'
import { Project } from './resolvers/project.ts'
import { PurchaseOrder } from './resolvers/purchase-order.ts'
import { PurchaseOrderLine } from './resolvers/purchase-order-line.ts'
import { Query } from './resolvers/query.ts'
import { Requisition } from './resolvers/requisition.ts'
import { Supplier } from './resolvers/supplier.ts'
import type { Resolvers } from './schema.generated.ts'

/** Every resolver of procurement; fields that the record already has need none. */
export const resolvers: Resolvers = {
  ...scalars,
  Query,
  Mutation,
  Supplier,
  Requisition,
  PurchaseOrder,
  PurchaseOrderLine,
  Project,
}
