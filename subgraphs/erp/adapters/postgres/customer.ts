import { sql } from 'kysely'
import { internalOnly } from '../../../../policies/index.ts'
import type { WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, moneyColumn } from '../../../shared/postgres/table.ts'
import { createWriter, type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { Customer, CustomerAction, CustomerDraft, ErpSystem, NoFilter } from '../../port.ts'
import { invalid } from '../../rules/amount.ts'
import { checkCustomer } from '../../rules/customer.ts'
import { CUSTOMER_TRANSITIONS, type CustomerStatus, followers } from '../../states.ts'
import { nextNumber } from './number-series.ts'

const table = defineTable<Customer, NoFilter, never, never>({
  from: 'erp.customer',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    erpCustomerNumber: column('erp_customer_number'),
    status: column('status'),
    legalName: column('legal_name'),
    country: column('country'),
    taxNumber: column('tax_number'),
    currency: column('currency'),
    paymentTermsDays: column('payment_terms_days'),
    creditLimit: moneyColumn('credit_limit'),
    creditHold: column('credit_hold'),
    createdByKey: column('created_by_key'),
  },
  keys: {},
  filters: {},
  orders: {},
  rows: bindRows(internalOnly('Customer'), {}),
})

export function createCustomers(db: Database): ErpSystem['customers'] {
  const reader = createReader(db, table)
  const write = createWriter(db, 'erp')
  return {
    ...reader,
    create: (draft, options, call) =>
      write({ operation: 'upsertCustomerMaster', input: draft, options, call, on: [] }, reader, (transaction) =>
        upsert(transaction, draft, options.idempotencyKey),
      ),
    act: (id, action, options, call) => {
      const on = [{ source: reader.source, id, missing: NO_CUSTOMER }]
      const input = { id, action, ...options }
      return write({ operation: 'deactivateCustomerMaster', input, options, call, on }, reader, (transaction) =>
        deactivate(transaction, id, action, options.ifRevision ?? null),
      )
    },
  }
}

const NO_CUSTOMER: WriteError = {
  code: 'NOT_FOUND',
  message: 'The account is not a customer.',
  field: ['input', 'accountId'],
}

async function upsert(transaction: Database, draft: CustomerDraft, key: string): Promise<Outcome> {
  const faults = checkCustomer(draft)
  if (faults.length > 0) return refuse(...faults)
  const { id, legalName, country, taxNumber, currency, paymentTermsDays } = draft

  // Two accounts with one tax number, and one account twice, must see each other: whoever comes second waits here.
  await sql`select pg_advisory_xact_lock(hashtextextended('erp.customer', 0))`.execute(transaction)
  const { rows } = await sql<{ status: CustomerStatus; tax_differs: boolean; duplicate: boolean }>`
    select c.status,
      coalesce(c.tax_key <> input.tax_key, false) as tax_differs,
      exists (
        select from erp.customer other
        where other.id <> input.id and other.status <> 'INACTIVE'
          and split_part(other.country, '-', 1) = split_part(input.country, '-', 1)
          and other.tax_key = coalesce(input.tax_key, c.tax_key)
      ) as duplicate
    from (select ${id}::text as id, ${country}::text as country,
      nullif(upper(regexp_replace(${taxNumber}::text, '[^A-Za-z0-9]', '', 'g')), '') as tax_key) as input
    left join erp.customer c on c.id = input.id`.execute(transaction)
  const found = rows[0] as { status: CustomerStatus | null; tax_differs: boolean; duplicate: boolean } // one input row, left join
  const field = ['input', 'taxNumber']
  if (found.status === 'BLOCKED') return refuse(blocked)
  if (found.tax_differs) return refuse(invalid('TAX_NUMBER_MISMATCH', 'The customer is on file with another tax number.', field))
  if (found.duplicate) return refuse(invalid('MASTER_DATA_DUPLICATE', 'Another customer in use has this tax number.', field))

  if (found.status === null) {
    const number = `C-${String(await nextNumber(transaction, 'customer')).padStart(6, '0')}`
    await sql`insert into erp.customer
        (id, erp_customer_number, status, legal_name, country, tax_number, currency, payment_terms_days, created_by_key)
      values (${id}, ${number}, 'VALID', ${legalName}, ${country}, ${taxNumber}, ${currency}, ${paymentTermsDays}, ${key})`.execute(
      transaction,
    )
  } else {
    await sql`update erp.customer set legal_name = ${legalName}, country = ${country},
        tax_number = coalesce(${taxNumber}, tax_number), currency = ${currency}, payment_terms_days = ${paymentTermsDays},
        created_by_key = case when status = 'INACTIVE' then ${key} else created_by_key end,
        status = case when status = 'INACTIVE' then 'VALID' else status end,
        revision = revision + 1, updated_at = now()
      where id = ${id}`.execute(transaction)
  }
  return { ok: true, id }
}

async function deactivate(
  transaction: Database,
  id: string,
  { createdByKey }: CustomerAction,
  ifRevision: number | null,
): Promise<Outcome> {
  const { rows } = await sql<{ status: CustomerStatus; revision: number; created_by_key: string | null }>`
    select status, revision, created_by_key from erp.customer where id = ${id} for update`.execute(transaction)
  const [customer] = rows
  if (customer === undefined) return refuse(NO_CUSTOMER)
  if (ifRevision !== null && ifRevision !== customer.revision) {
    return refuse({ code: 'CONFLICT', message: 'The customer changed since it was read.', currentRevision: customer.revision })
  }
  const allowedStates = followers<CustomerStatus>(CUSTOMER_TRANSITIONS, customer.status)
  if (!allowedStates.includes('INACTIVE')) {
    const message = `A ${customer.status} customer cannot be taken out of use.`
    return refuse({ code: 'INVALID_STATE', message, currentState: customer.status, allowedStates })
  }
  if (customer.created_by_key !== createdByKey) {
    const message = 'The customer was not created under this key, so it is not its to take out of use.'
    return refuse({ code: 'POLICY_VIOLATION', message, policy: 'undo_own_effects_only' })
  }
  if (await isUsed(transaction, id)) {
    const message = 'A project or an invoice uses the customer.'
    return refuse({ code: 'POLICY_VIOLATION', message, policy: 'unused_records_only' })
  }
  await sql`update erp.customer set status = 'INACTIVE', revision = revision + 1, updated_at = now() where id = ${id}`.execute(
    transaction,
  )
  return { ok: true, id }
}

/** A project that was closed before anything was posted or charged is what an undo leaves behind, and no use. */
async function isUsed(transaction: Database, accountId: string): Promise<boolean> {
  const { rows } = await sql`select from erp.project p where p.account_id = ${accountId}
      and (p.financial_status <> 'CLOSED'
        or exists (select from erp.posting where project_id = p.id)
        or exists (select from erp.charge where project_id = p.id))
    union all select from erp.invoice where account_id = ${accountId} limit 1`.execute(transaction)
  return rows.length > 0
}

const blocked = {
  code: 'INVALID_STATE',
  message: 'Finance blocked this customer.',
  currentState: 'BLOCKED',
  allowedStates: CUSTOMER_TRANSITIONS.BLOCKED,
} as const
