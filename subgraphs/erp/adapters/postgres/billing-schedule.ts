import { sql } from 'kysely'
import type { DecimalText } from '../../../../contracts/wire/values.ts'
import { internalOnly } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, moneyColumn } from '../../../shared/postgres/table.ts'
import { type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { BillingScheduleLine, ErpSystem, NoFilter, ProjectAction } from '../../port.ts'
import { checkBillingSchedule } from '../../rules/billing-schedule.ts'
import type { LockedProject } from './locked-project.ts'

const table = defineTable<BillingScheduleLine, NoFilter, 'projectId', never>({
  from: 'erp.billing_schedule_line',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    projectId: column('project_id'),
    position: column('position'),
    description: column('description'),
    plannedDate: column('planned_date'),
    milestoneId: column('milestone_id'),
    amount: moneyColumn('amount'),
    status: column('status'),
    invoiceId: column('invoice_id'),
  },
  keys: { projectId: 'project_id' },
  filters: {},
  orders: {},
  rows: bindRows(internalOnly('BillingScheduleLine'), {}),
})

export const createScheduleLines = (db: Database): ErpSystem['scheduleLines'] => createReader(db, table)

export async function createBillingSchedule(
  transaction: Database,
  project: LockedProject,
  { lines }: ProjectAction & { readonly kind: 'createBillingSchedule' },
): Promise<Outcome> {
  const { id, currency } = project
  const invoiced = await invoicedAmounts(transaction, id)
  const contractValue = { amount: project.contractValue, currency }
  const notToExceed = project.notToExceed === null ? null : { amount: project.notToExceed, currency }
  const faults = checkBillingSchedule(lines, { pricingModel: project.pricingModel, contractValue, notToExceed, invoiced })
  if (faults.length > 0) return refuse(...faults)

  await cancelOpenLines(transaction, id)
  await sql`insert into erp.billing_schedule_line
      (id, project_id, position, description, planned_date, milestone_id, amount, currency, status)
    select ${id} || '-s' || former.position + line.ordinality, ${id}, former.position + line.ordinality,
      line.value->>'description', (line.value->>'plannedDate')::date, line.value->>'milestoneId',
      (line.value->'amount'->>'amount')::numeric, ${currency}, 'PLANNED'
    from (select coalesce(max(position), 0) as position from erp.billing_schedule_line where project_id = ${id}) as former,
      jsonb_array_elements(${JSON.stringify(lines)}::jsonb) with ordinality as line`.execute(transaction)
  return { ok: true, id }
}

export async function cancelBillingSchedule(transaction: Database, { id }: LockedProject): Promise<Outcome> {
  if ((await invoicedAmounts(transaction, id)).length > 0) {
    const message = 'A line of the schedule is invoiced.'
    return refuse({ code: 'INVALID_STATE', message, currentState: 'INVOICED', allowedStates: [] })
  }
  await cancelOpenLines(transaction, id)
  return { ok: true, id }
}

async function invoicedAmounts(transaction: Database, projectId: string): Promise<readonly DecimalText[]> {
  const { rows } = await sql<{ amount: DecimalText }>`select amount from erp.billing_schedule_line
    where project_id = ${projectId} and status = 'INVOICED'`.execute(transaction)
  return rows.map(({ amount }) => amount)
}

async function cancelOpenLines(transaction: Database, projectId: string): Promise<void> {
  await sql`update erp.billing_schedule_line set status = 'CANCELLED', revision = revision + 1, updated_at = now()
    where project_id = ${projectId} and status in ('PLANNED', 'READY')`.execute(transaction)
}
