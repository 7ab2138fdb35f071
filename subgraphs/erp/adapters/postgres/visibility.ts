import { type RawBuilder, sql } from 'kysely'
import { financialProjectRows, invoiceRows } from '../../../../policies/index.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { oneOf } from '../../../shared/postgres/table.ts'

/** Rows `t` of a project whose account is among these. */
export const ofAccounts = (accountIds: readonly string[]): RawBuilder<unknown> =>
  sql`exists (select from erp.project p where p.id = t.project_id and p.account_id = any(${accountIds}))`

/** Rows `t` of a project whose legal entity is in one of these regions. */
export const ofProjectsIn = (regions: readonly string[]): RawBuilder<unknown> =>
  sql`exists (select from erp.project p join erp.legal_entity e on e.id = p.legal_entity_id
    where p.id = t.project_id and e.region = any(${regions}))`

/** Rows `t` of a legal entity in one of these regions. */
const ofEntitiesIn = (regions: readonly string[]): RawBuilder<unknown> =>
  sql`exists (select from erp.legal_entity e where e.id = t.legal_entity_id and e.region = any(${regions}))`

/** Tables and the sums over them bind the same rule: what a caller does not see is in none of its totals. */
export const projectVisibility = bindRows(financialProjectRows, { account: oneOf('account_id'), region: ofEntitiesIn })
export const invoiceVisibility = bindRows(invoiceRows, {
  account: oneOf('account_id'),
  status: oneOf('status'),
  region: ofEntitiesIn,
})
