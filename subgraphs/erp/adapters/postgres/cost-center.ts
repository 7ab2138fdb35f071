import { internalOnly } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, is } from '../../../shared/postgres/table.ts'
import type { CostCenter, CostCenterFilter, ErpSystem } from '../../port.ts'

const table = defineTable<CostCenter, CostCenterFilter, never, never>({
  from: 'erp.cost_center',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    code: column('code'),
    name: column('name'),
    legalEntityId: column('legal_entity_id'),
    ownerId: column('owner_id'),
    practice: column('practice'),
    active: column('active'),
  },
  keys: {},
  filters: { legalEntityId: is('legal_entity_id') },
  orders: {},
  rows: bindRows(internalOnly('CostCenter'), {}),
})

export const createCostCenters = (db: Database): ErpSystem['costCenters'] => createReader(db, table)
