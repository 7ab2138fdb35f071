import { sql } from 'kysely'
import { internalOnly } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, oneOf } from '../../../shared/postgres/table.ts'
import type { Account, AccountFilter, CrmSystem } from '../../port.ts'

const table = defineTable<Account, AccountFilter, 'parentId', never>({
  from: 'crm.account',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    accountNumber: column('account_number'),
    name: column('name'),
    legalName: column('legal_name'),
    registrationNumber: column('registration_number'),
    status: column('status'),
    segment: column('segment'),
    industry: column('industry'),
    region: column('region'),
    country: column('country'),
    website: column('website'),
    billingAddress: column('billing_address'),
    serviceAddress: column('service_address'),
    taxRegistrations: column('tax_registrations'),
    defaultCurrency: column('default_currency'),
    requestedPaymentTermsDays: column('requested_payment_terms_days'),
    purchaseOrderRequired: column('purchase_order_required'),
    eInvoicingAddress: column('e_invoicing_address'),
    parentId: column('parent_id'),
    ownerId: column('owner_id'),
  },
  keys: { parentId: 'parent_id' },
  filters: {
    ids: oneOf('id'),
    status: oneOf('status'),
    region: oneOf('region'),
    search: (text) => sql`(lower(t.name) like ${prefixPattern(text)} or lower(t.account_number) like ${prefixPattern(text)})`,
  },
  orders: {},
  rows: bindRows(internalOnly('Account'), {}),
})

export const createAccounts = (db: Database): CrmSystem['accounts'] => createReader(db, table)

/** LIKE pattern of a prefix; what the caller wrote is text, so its wildcards lose their meaning. */
const prefixPattern = (text: string): string => `${text.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
