import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import type { ProjectDraft } from '../../port.ts'
import { sumDecimals } from '../../sum-decimals.ts'

/**
 * Writes a project with its phases, tasks and milestones: one statement a table, whatever the size of the plan. Answers what
 * stood in the way when an identifier or the code is taken; the caller then rolls back.
 */
export async function insertPlan(
  transaction: Database,
  draft: ProjectDraft,
): Promise<'created' | 'project-taken' | 'milestone-taken'> {
  const plannedHours = sumDecimals(draft.phases.map((phase) => phase.plannedHours))
  const project = await sql`
    insert into psa.project (id, code, name, description, account_id, reseller_account_id, service_type, pricing_model, region, practice,
      project_manager_id, template_id, template_version, planned_start, planned_end, baseline_start, baseline_end,
      planned_hours, remaining_hours)
    values (${draft.id}, ${draft.code}, ${draft.name}, ${draft.description}, ${draft.accountId}, ${draft.resellerAccountId},
      ${draft.serviceType}, ${draft.pricingModel}, ${draft.region}, ${draft.practice}, ${draft.projectManagerId}, ${draft.templateId},
      ${draft.templateVersion}, ${draft.plannedStart}, ${draft.plannedEnd}, ${draft.plannedStart}, ${draft.plannedEnd},
      ${plannedHours}, ${plannedHours})
    on conflict do nothing returning id`.execute(transaction)
  if (project.rows.length === 0) return 'project-taken'

  const phases = draft.phases.map(({ tasks: _, ...phase }) => phase)
  await sql`insert into psa.phase (id, project_id, name, position, planned_start, planned_end, planned_hours, wbs_code)
    select p.id, ${draft.id}, p.name, p."order", p."plannedStart", p."plannedEnd", p."plannedHours", p."wbsCode"
    from jsonb_to_recordset(${JSON.stringify(phases)}::jsonb) as p(id text, name text, "order" integer,
      "plannedStart" date, "plannedEnd" date, "plannedHours" numeric, "wbsCode" text)`.execute(transaction)

  const tasks = draft.phases.flatMap((phase) => phase.tasks.map((task) => ({ ...task, phaseId: phase.id })))
  await sql`insert into psa.task (id, project_id, phase_id, name, planned_hours, remaining_hours, due_date, billable)
    select t.id, ${draft.id}, t."phaseId", t.name, t."plannedHours", t."plannedHours", t."dueDate", t.billable
    from jsonb_to_recordset(${JSON.stringify(tasks)}::jsonb) as t(id text, "phaseId" text, name text, "plannedHours" numeric,
      "dueDate" date, billable boolean)`.execute(transaction)

  const phaseIdByOrder = new Map(draft.phases.map(({ order, id }) => [order, id]))
  const milestones = draft.milestones.map(({ phaseOrder, amount, ...milestone }) => ({
    ...milestone,
    phaseId: phaseOrder === null ? null : phaseIdByOrder.get(phaseOrder),
    amount: amount?.amount ?? null,
    currency: amount?.currency ?? null,
  }))
  const inserted = await sql`
    insert into psa.milestone (id, project_id, phase_id, name, description, kind, baseline_date, planned_date, billable, amount,
      currency, acceptance_criteria, deemed_acceptance_days)
    select m.id, ${draft.id}, m."phaseId", m.name, m.description, m.kind, m."plannedDate", m."plannedDate", m.billable, m.amount,
      m.currency, m."acceptanceCriteria", m."deemedAcceptanceDays"
    from jsonb_to_recordset(${JSON.stringify(milestones)}::jsonb) as m(id text, "phaseId" text, name text, description text,
      kind text, "plannedDate" date, billable boolean, amount numeric, currency text, "acceptanceCriteria" text[],
      "deemedAcceptanceDays" integer)
    on conflict do nothing returning id`.execute(transaction)
  return inserted.rows.length === milestones.length ? 'created' : 'milestone-taken'
}
