import { internalOnly } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, is } from '../../../shared/postgres/table.ts'
import type { ErpSystem, LegalEntity, LegalEntityFilter } from '../../port.ts'

const table = defineTable<LegalEntity, LegalEntityFilter, never, never>({
  from: 'erp.legal_entity',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    code: column('code'),
    name: column('name'),
    country: column('country'),
    region: column('region'),
    functionalCurrency: column('functional_currency'),
    reportingCurrency: column('reporting_currency'),
    taxRegistrations: column('tax_registrations'),
    address: column('address'),
    fiscalYearStartMonth: column('fiscal_year_start_month'),
    openPeriod: column('open_period'),
    standardTaxRate: column('standard_tax_rate'),
    timeZone: column('time_zone'),
    active: column('active'),
  },
  keys: {},
  filters: { region: is('region'), active: is('active') },
  orders: {},
  rows: bindRows(internalOnly('LegalEntity'), {}),
})

export const createLegalEntities = (db: Database): ErpSystem['legalEntities'] => createReader(db, table)
