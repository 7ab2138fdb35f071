import { internalOnly } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, moneyColumn, oneOf, within } from '../../../shared/postgres/table.ts'
import type { Charge, ChargeFilter, ChargeOrderField, ErpSystem } from '../../port.ts'

const table = defineTable<Charge, ChargeFilter, 'projectId' | 'milestoneId', ChargeOrderField>({
  from: 'erp.charge',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    projectId: column('project_id'),
    type: column('type'),
    stage: column('stage'),
    timecardId: column('timecard_id'),
    milestoneId: column('milestone_id'),
    purchaseOrderId: column('purchase_order_id'),
    serviceDate: column('service_date'),
    description: column('description'),
    quantity: column('quantity'),
    unit: column('unit'),
    rate: moneyColumn('rate'),
    amount: moneyColumn('amount'),
    taxCode: column('tax_code'),
    holdReason: column('hold_reason'),
    invoiceId: column('invoice_id'),
  },
  keys: { projectId: 'project_id', milestoneId: 'milestone_id' },
  filters: {
    projectIds: oneOf('project_id'),
    stage: oneOf('stage'),
    type: oneOf('type'),
    serviceDate: within('service_date'),
  },
  orders: { SERVICE_DATE: { column: 'service_date', type: 'date' } },
  rows: bindRows(internalOnly('Charge'), {}),
})

export const createCharges = (db: Database): ErpSystem['charges'] => createReader(db, table)
