import { internalOnly } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, moneyColumn, oneOf } from '../../../shared/postgres/table.ts'
import type { ProcurementSystem, PurchaseOrder, PurchaseOrderFilter } from '../../port.ts'

const table = defineTable<PurchaseOrder, PurchaseOrderFilter, 'projectId' | 'supplierId' | 'requisitionId', never>({
  from: 'procurement.purchase_order',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    number: column('number'),
    revisionNumber: column('revision_number'),
    status: column('status'),
    supplierId: column('supplier_id'),
    projectId: column('project_id'),
    requisitionId: column('requisition_id'),
    legalEntityId: column('legal_entity_id'),
    costCenterId: column('cost_center_id'),
    buyerId: column('buyer_id'),
    currency: column('currency'),
    lines: column('lines'),
    total: moneyColumn('total'),
    receivedAmount: moneyColumn('received_amount'),
    remainingAmount: moneyColumn('remaining_amount'),
    receipts: column('receipts'),
    paymentTermsDays: column('payment_terms_days'),
    startDate: column('start_date'),
    endDate: column('end_date'),
    issuedAt: column('issued_at'),
    acknowledgedAt: column('acknowledged_at'),
    closedAt: column('closed_at'),
    rechargeToClient: column('recharge_to_client'),
  },
  keys: { projectId: 'project_id', supplierId: 'supplier_id', requisitionId: 'requisition_id' },
  filters: {
    ids: oneOf('id'),
    supplierIds: oneOf('supplier_id'),
    projectIds: oneOf('project_id'),
    status: oneOf('status'),
  },
  orders: {},
  rows: bindRows(internalOnly('PurchaseOrder'), {}),
})

export const createPurchaseOrders = (db: Database): ProcurementSystem['purchaseOrders'] => createReader(db, table)
