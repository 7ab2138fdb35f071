import { sql } from 'kysely'
import { internalOnly } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, moneyColumn } from '../../../shared/postgres/table.ts'
import { type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { Budget, ErpSystem, NoFilter, ProjectAction } from '../../port.ts'
import { checkBudget, sumBudget } from '../../rules/budget.ts'
import type { BudgetStatus } from '../../states.ts'
import type { LockedProject } from './locked-project.ts'

const table = defineTable<Budget, NoFilter, 'projectId', never>({
  from: 'erp.budget',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    projectId: column('project_id'),
    version: column('version'),
    status: column('status'),
    revenue: moneyColumn('revenue'),
    cost: moneyColumn('cost'),
    hours: column('hours'),
    lines: column('lines'),
    approvedAt: column('approved_at'),
    changeRequestId: column('change_request_id'),
  },
  keys: { projectId: 'project_id' },
  filters: {},
  orders: {},
  rows: bindRows(internalOnly('Budget'), {}),
})

export const createBudgets = (db: Database): ErpSystem['budgets'] => createReader(db, table)

export async function reviseBudget(
  transaction: Database,
  project: LockedProject,
  { lines, changeRequestId }: ProjectAction & { readonly kind: 'reviseBudget' },
): Promise<Outcome> {
  const { id, currency } = project
  const faults = checkBudget(lines, { currency, wbsCodes: new Set(project.wbs.map(({ code }) => code)) })
  if (faults.length > 0) return refuse(...faults)
  const { revenue, cost, hours } = sumBudget(lines)
  const { rows } = await sql<{ version: number }>`
    select coalesce(max(version), 0) + 1 as version from erp.budget where project_id = ${id}`.execute(transaction)
  const version = rows[0]?.version ?? 1
  await sql`update erp.budget set status = 'SUPERSEDED', revision = revision + 1, updated_at = now()
    where project_id = ${id} and status = 'APPROVED'`.execute(transaction)
  await sql`insert into erp.budget
      (id, project_id, version, status, revenue, cost, hours, currency, lines, approved_at, change_request_id)
    values (${`${id}-b${version}`}, ${id}, ${version}, 'APPROVED', ${revenue}, ${cost}, ${hours}, ${currency},
      ${JSON.stringify(lines)}::jsonb, platform.business_now(), ${changeRequestId})`.execute(transaction)
  return { ok: true, id }
}

/** Withdraws the version in force; the latest superseded version before it, if any, is in force again. */
export async function supersedeBudget(
  transaction: Database,
  { id }: LockedProject,
  { version }: ProjectAction & { readonly kind: 'supersedeBudget' },
): Promise<Outcome> {
  const { rows } = await sql<{ status: BudgetStatus }>`
    select status from erp.budget where project_id = ${id} and version = ${version}`.execute(transaction)
  const [budget] = rows
  if (budget === undefined) {
    return refuse({ code: 'NOT_FOUND', message: `The project has no budget version ${version}.`, field: ['input', 'version'] })
  }
  if (budget.status !== 'APPROVED') {
    const message = 'Only the version in force can be taken out of force.'
    return refuse({ code: 'INVALID_STATE', message, currentState: budget.status, allowedStates: [] })
  }
  await sql`update erp.budget set status = 'SUPERSEDED', revision = revision + 1, updated_at = now()
    where project_id = ${id} and version = ${version}`.execute(transaction)
  await sql`update erp.budget set status = 'APPROVED', revision = revision + 1, updated_at = now()
    where project_id = ${id} and version = (select max(version) from erp.budget
      where project_id = ${id} and version < ${version} and status = 'SUPERSEDED')`.execute(transaction)
  return { ok: true, id }
}
