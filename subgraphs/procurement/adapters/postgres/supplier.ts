import { sql } from 'kysely'
import { internalOnly } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, is, oneOf } from '../../../shared/postgres/table.ts'
import type { ProcurementSystem, Supplier, SupplierFilter } from '../../port.ts'

const table = defineTable<Supplier, SupplierFilter, never, never>({
  from: 'procurement.supplier',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    supplierNumber: column('supplier_number'),
    name: column('name'),
    legalName: column('legal_name'),
    status: column('status'),
    country: column('country'),
    regions: column('regions'),
    category: column('category'),
    currency: column('currency'),
    paymentTermsDays: column('payment_terms_days'),
    taxRegistrations: column('tax_registrations'),
    address: column('address'),
    preferred: column('preferred'),
    riskRating: column('risk_rating'),
    performanceScore: column('performance_score'),
    masterAgreementSigned: column('master_agreement_signed'),
    ndaSigned: column('nda_signed'),
    insuranceValidUntil: column('insurance_valid_until'),
    rateCard: column('rate_card'),
  },
  keys: {},
  filters: {
    ids: oneOf('id'),
    status: oneOf('status'),
    regions: (regions) => sql`t.regions && ${regions}::text[]`,
    preferred: is('preferred'),
  },
  orders: {},
  rows: bindRows(internalOnly('Supplier'), {}),
})

export const createSuppliers = (db: Database): ProcurementSystem['suppliers'] => createReader(db, table)
