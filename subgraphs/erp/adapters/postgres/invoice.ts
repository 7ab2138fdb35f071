import { sql } from 'kysely'
import { internalOnly } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, moneyColumn, oneOf, within } from '../../../shared/postgres/table.ts'
import type { ErpSystem, Invoice, InvoiceFilter, InvoiceOrderField } from '../../port.ts'

const table = defineTable<Invoice, InvoiceFilter, 'projectId' | 'accountId', InvoiceOrderField>({
  from: 'erp.invoice',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    number: column('number'),
    type: column('type'),
    status: column('status'),
    accountId: column('account_id'),
    projectId: column('project_id'),
    legalEntityId: column('legal_entity_id'),
    issueDate: column('issue_date'),
    taxPointDate: column('tax_point_date'),
    dueDate: column('due_date'),
    servicePeriodFrom: column('service_period_from'),
    servicePeriodTo: column('service_period_to'),
    currency: column('currency'),
    subtotal: moneyColumn('subtotal'),
    taxTotal: moneyColumn('tax_total'),
    total: moneyColumn('total'),
    amountPaid: moneyColumn('amount_paid'),
    amountDue: moneyColumn('amount_due'),
    lines: column('lines'),
    taxes: column('taxes'),
    payments: column('payments'),
    customerPoNumber: column('customer_po_number'),
    paymentTermsDays: column('payment_terms_days'),
    disputeReason: column('dispute_reason'),
    postedAt: column('posted_at'),
    sentAt: column('sent_at'),
    paidAt: column('paid_at'),
  },
  keys: { projectId: 'project_id', accountId: 'account_id' },
  filters: {
    ids: oneOf('id'),
    accountIds: oneOf('account_id'),
    projectIds: oneOf('project_id'),
    status: oneOf('status'),
    issued: within('issue_date'),
    // Drafts have no due date, and a credit note is owed by the firm. The clock is asked once, not once a row.
    overdue: (overdue) => sql`coalesce(t.due_date < (select platform.business_now()::date) and t.amount_due > 0
      and t.type <> 'CREDIT_NOTE' and t.status in ('POSTED', 'SENT', 'DISPUTED', 'PARTIALLY_PAID'), false) = ${overdue}`,
  },
  orders: {
    ISSUE_DATE: { column: 'issue_date_order', type: 'date' },
    DUE_DATE: { column: 'due_date_order', type: 'date' },
  },
  rows: bindRows(internalOnly('Invoice'), {}),
})

export const createInvoices = (db: Database): ErpSystem['invoices'] => createReader(db, table)
