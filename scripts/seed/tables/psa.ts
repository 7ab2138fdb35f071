import { idFor } from '../../../contracts/wire/ids.ts'
import { type Hundredths, sum, text } from '../amounts.ts'
import { dateOf, day, instantOf, TODAY } from '../calendar.ts'
import type { Row } from '../load-rows.ts'
import type { Engagement } from '../model/engagement.ts'
import type { MilestoneFacts } from '../model/milestones.ts'
import type { ProjectFacts } from '../model/projects.ts'
import type { AssignmentFacts } from '../model/team.ts'
import type { TimecardFacts } from '../model/time.ts'
import type { WorkerFacts } from '../model/workers.ts'
import { drawsOf } from '../random.ts'
import { resellerOf } from '../stories/s-9.ts'
import { effortOf } from './staffing.ts'
import { FOUNDED, stamps } from './stamps.ts'

/** Hours that count: of approved weeks. */
export const actualHours = (cards: readonly TimecardFacts[]): Hundredths =>
  sum(cards.filter(({ status }) => status === 'APPROVED').map(({ hours }) => hours))

export function projectRow(
  project: ProjectFacts,
  { template, plan }: Engagement,
  createdAt: string,
  cards: readonly TimecardFacts[],
): Row {
  const { sale, status } = project
  const planned = sum(plan.phases.map(({ plannedHours }) => Math.round(Number(plannedHours) * 100)))
  const actual = actualHours(cards)
  const isOver = status === 'COMPLETED' || status === 'CLOSED'
  const isBegun = isOver || status === 'IN_PROGRESS' || status === 'ON_HOLD'
  const draws = drawsOf('health', project.id)
  return {
    id: project.id,
    code: project.code,
    name: sale.name,
    description: `${sale.name.split(': ').at(-1)} for ${sale.account.name}, with data migration, training and hand-over.`,
    status,
    status_reason:
      status === 'ON_HOLD'
        ? 'The client postponed its decision'
        : status === 'CANCELLED'
          ? 'The client ended the engagement'
          : null,
    health: isBegun && !isOver ? draws.pick('health', ['GREEN', 'GREEN', 'GREEN', 'AMBER', 'RED']) : 'GREEN',
    account_id: sale.account.id,
    reseller_account_id: resellerOf(sale),
    service_type: sale.serviceType,
    pricing_model: sale.pricing,
    region: sale.account.region,
    practice: template.practice,
    project_manager_id: project.managerId,
    template_id: template.code,
    template_version: template.version,
    planned_start: dateOf(sale.start),
    planned_end: dateOf(sale.end),
    baseline_start: dateOf(sale.start),
    baseline_end: dateOf(sale.end),
    actual_start: isBegun ? dateOf(sale.start) : null,
    actual_end: isOver ? dateOf(Math.min(TODAY - 1, sale.end + draws.int('end', -2, 6))) : null,
    planned_hours: text(planned),
    actual_hours: text(actual),
    remaining_hours: isOver || status === 'CANCELLED' ? '0.00' : text(Math.max(0, planned - actual)),
    ...stamps(createdAt),
  }
}

/** Everybody whom HR has is registered; who left is not booked any more. */
export const resourceRow = ({ id, supplierId, status }: WorkerFacts): Row => ({
  id,
  supplier_id: supplierId,
  active: status !== 'TERMINATED',
  ...stamps(FOUNDED),
})

export function phaseRows({ id }: ProjectFacts, { plan }: Engagement, createdAt: string): readonly Row[] {
  return plan.phases.map((phase) => ({
    id: idFor('Phase', id, `${phase.order}`),
    project_id: id,
    name: phase.name,
    position: phase.order,
    planned_start: phase.plannedStart,
    planned_end: phase.plannedEnd,
    planned_hours: phase.plannedHours,
    wbs_code: phase.wbsCode,
    ...stamps(createdAt),
  }))
}

const taskId = (projectId: string, phase: number, position = 0): string => idFor('Task', projectId, `${phase}`, `${position}`)

/** Task that time of a phase is booked on: its first one. */
export function bookingTasks({ id }: ProjectFacts, { plan }: Engagement): (phase: number) => string {
  const ids = new Map(plan.phases.map(({ order }) => [order, taskId(id, order)]))
  return (phase) => ids.get(phase) as string // phases of cards are those of the plan
}

export function taskRows({ id, status }: ProjectFacts, { plan }: Engagement, createdAt: string): readonly Row[] {
  const isOver = status === 'COMPLETED' || status === 'CLOSED'
  return plan.phases.flatMap((phase) =>
    phase.tasks.map((task, position) => {
      const isDone = isOver || (status === 'IN_PROGRESS' && day(phase.plannedEnd) < TODAY)
      const isDoing = status === 'IN_PROGRESS' && !isDone && day(phase.plannedStart) <= TODAY
      return {
        id: taskId(id, phase.order, position),
        project_id: id,
        phase_id: idFor('Phase', id, `${phase.order}`),
        name: task.name,
        status: isDone ? 'DONE' : isDoing ? 'DOING' : 'TODO',
        assignee_id: null,
        planned_hours: task.plannedHours,
        remaining_hours: isDone ? '0' : task.plannedHours,
        due_date: phase.plannedEnd,
        billable: true,
        ...stamps(createdAt),
      }
    }),
  )
}

/** `billed` tells which milestones are on a posted invoice. */
export function milestoneRow(
  project: ProjectFacts,
  milestone: MilestoneFacts,
  createdAt: string,
  billed: ReadonlySet<string>,
): Row {
  const { status, acceptedOn, planned } = milestone
  const isSubmitted = status === 'SUBMITTED' || status === 'ACCEPTED'
  const completedOn = isSubmitted || status === 'COMPLETED' ? Math.min(planned, TODAY - 3) : null
  return {
    id: milestone.id,
    project_id: project.id,
    phase_id: null,
    name: milestone.name,
    description: null,
    kind: milestone.kind,
    status: status === 'ACCEPTED' && billed.has(milestone.id) ? 'BILLED' : status,
    owner_id: project.managerId,
    subcontractor_id: null,
    baseline_date: dateOf(milestone.baseline),
    planned_date: dateOf(planned),
    forecast_date: milestone.forecast === null ? null : dateOf(milestone.forecast),
    completed_at: completedOn === null ? null : instantOf(completedOn, 14),
    submitted_at: isSubmitted && completedOn !== null ? instantOf(completedOn, 16) : null,
    accepted_at: acceptedOn === null ? null : instantOf(Math.max(acceptedOn, completedOn ?? acceptedOn), 17),
    slip_count: milestone.slips,
    billable: milestone.amount !== null,
    amount: milestone.amount?.amount ?? null,
    currency: milestone.amount?.currency ?? null,
    acceptance_criteria: [`${milestone.name}: signed by the project lead of the client`],
    deemed_acceptance_days: 10,
    evidence:
      isSubmitted && completedOn !== null
        ? [
            {
              documentId: `doc-${milestone.id.slice(4, 12)}`,
              title: `Acceptance record: ${milestone.name}`,
              addedAt: instantOf(completedOn, 15),
            },
          ]
        : [],
    depends_on_ids: [],
    percent_complete: completedOn !== null ? '1' : status === 'IN_PROGRESS' || status === 'AT_RISK' ? '0.5' : '0',
    ...stamps(createdAt),
  }
}

/** `request` is the one that the booking was made from, with the instant at which it was; undefined for a booking without. */
export function assignmentRow(
  assignment: AssignmentFacts,
  createdAt: string,
  cards: readonly TimecardFacts[],
  request: { readonly id: string; readonly bookedAt: string } | undefined,
): Row {
  const { project, worker, start, end, allocation, billable, status } = assignment
  return {
    id: assignment.id,
    project_id: project.id,
    worker_id: worker.id,
    staffing_request_id: request?.id ?? null,
    role: assignment.role.name,
    status,
    start_date: dateOf(start),
    end_date: dateOf(end),
    allocation: text(allocation),
    planned_hours: effortOf(end - start + 1, allocation),
    actual_hours: text(actualHours(cards)),
    billable,
    bill_rate: billable ? text(assignment.rateMinor) : null,
    bill_rate_currency: billable ? project.sale.currency : null,
    subcontracted: worker.kind === 'CONTRACTOR',
    confirmed_at: status === 'TENTATIVE' ? null : (request?.bookedAt ?? createdAt),
    release_reason: status === 'RELEASED' ? 'The client ended the engagement' : null,
    ...stamps(createdAt),
  }
}

/** `billed` tells which weeks are on a posted invoice, `taskOf` which task the time of a phase is booked on. */
export function timecardRow(card: TimecardFacts, billed: ReadonlySet<string>, taskOf: (phase: number) => string): Row {
  const { id, assignment, monday, status, entries, submittedAt, decidedAt } = card
  const { project, worker } = assignment
  return {
    id,
    project_id: project.id,
    assignment_id: assignment.id,
    worker_id: worker.id,
    week_start: dateOf(monday),
    entries: entries.map(({ date, hours, billable, phase }) => ({
      date,
      hours: text(hours),
      billable,
      taskId: phase === null ? null : taskOf(phase),
      note: null,
    })),
    status: status === 'APPROVED' && billed.has(id) ? 'BILLED' : status,
    submitted_at: submittedAt,
    submitted_by: submittedAt === null ? null : worker.id,
    decided_at: decidedAt,
    approver_id: decidedAt === null ? null : project.managerId === worker.id ? 'wrk_deliverydirector' : project.managerId,
    rejection_reason: status === 'REJECTED' ? 'The hours of Friday belong to another project' : null,
    ...stamps(instantOf(monday, 8)),
    updated_at: decidedAt ?? submittedAt ?? instantOf(monday, 8),
  }
}
