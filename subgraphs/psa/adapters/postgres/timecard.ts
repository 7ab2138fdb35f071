import { sql } from 'kysely'
import { idFor } from '../../../../contracts/wire/ids.ts'
import type { DateText } from '../../../../contracts/wire/values.ts'
import { timecardRows } from '../../../../policies/index.ts'
import type { Call, WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, oneOf, within } from '../../../shared/postgres/table.ts'
import { createWriter, type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { PsaSystem, Timecard, TimecardAction, TimecardDraft, TimecardFilter, TimeEntry } from '../../port.ts'
import { findReasonFault } from '../../rules/reason.ts'
import { findBookingFaults } from '../../rules/timecard-booking.ts'
import { findWeekFaults } from '../../rules/timecard-week.ts'
import {
  type AssignmentStatus,
  type ProjectStatus,
  refuseTransition,
  TIMECARD_TRANSITIONS,
  type TimecardStatus,
} from '../../states.ts'
import { sumDecimals } from '../../sum-decimals.ts'
import { assignmentTable } from './assignment.ts'
import { conditionsByProject, suppliedBy } from './project-rows.ts'
import { NO_ASSIGNMENT } from './release-worker.ts'
import { refuseStale } from './stale.ts'

const ofProject = conditionsByProject(sql.ref('t.project_id'))

const timecardTable = defineTable<Timecard, TimecardFilter, 'projectId' | 'workerId' | 'assignmentId', never>({
  from: 'psa.timecard',
  columns: {
    id: column('id'),
    projectId: column('project_id'),
    assignmentId: column('assignment_id'),
    workerId: column('worker_id'),
    weekStart: column('week_start'),
    entries: column('entries'),
    status: column('status'),
    submittedAt: column('submitted_at'),
    submittedBy: column('submitted_by'),
    decidedAt: column('decided_at'),
    approverId: column('approver_id'),
    rejectionReason: column('rejection_reason'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: { projectId: 'project_id', workerId: 'worker_id', assignmentId: 'assignment_id' },
  filters: {
    projectIds: oneOf('project_id'),
    workerIds: oneOf('worker_id'),
    status: oneOf('status'),
    week: within('week_start'),
  },
  orders: {},
  rows: bindRows(timecardRows, {
    supplier: suppliedBy,
    worker: oneOf('worker_id'),
    region: ofProject.region,
    manager: ofProject.manager,
  }),
})

export function createTimecards(db: Database): PsaSystem['timecards'] {
  const reader = createReader(db, timecardTable)
  const write = createWriter(db, 'psa')
  return {
    ...reader,

    async create(draft, options, call) {
      const faults = findWeekFaults(draft)
      if (faults.length > 0) return { ok: false, errors: faults }
      const on = [{ source: assignmentTable, id: draft.assignmentId, missing: NO_ASSIGNMENT }]
      return write({ operation: 'submitTimecard', input: draft, options, call, on }, reader, (transaction) =>
        submit(transaction, draft, call),
      )
    },

    async act(id, action, options, call) {
      const fault = action.kind === 'reject' ? findReasonFault(action.reason) : null
      if (fault !== null) return { ok: false, errors: [fault] }
      const input = { id, action, ifRevision: options.ifRevision ?? null }
      const on = [{ source: reader.source, id, missing: NO_TIMECARD }]
      return write({ operation: 'decideTimecard', input, options, call, on }, reader, (transaction) =>
        decide(transaction, id, action, { ifRevision: options.ifRevision, call }),
      )
    },
  }
}

const NO_TIMECARD: WriteError = { code: 'NOT_FOUND', message: 'There is no such timecard.', field: ['input', 'timecardId'] }

/** Writers of one project take its row first, then bookings, then timecards, so that no two of them can deadlock. */
async function submit(transaction: Database, draft: TimecardDraft, call: Call): Promise<Outcome> {
  const { assignmentId, weekStart, entries } = draft
  await sql`select from psa.project where id = (select project_id from psa.assignment where id = ${assignmentId})
    for no key update`.execute(transaction)
  const booked = await sql<{
    projectId: string
    projectStatus: ProjectStatus
    workerId: string
    status: AssignmentStatus
    startDate: DateText
    endDate: DateText
    billable: boolean
    taskIds: readonly string[]
  }>`select a.project_id as "projectId", p.status as "projectStatus", a.worker_id as "workerId", a.status,
      a.start_date as "startDate", a.end_date as "endDate", a.billable,
      array(select t.id from psa.task t where t.project_id = a.project_id) as "taskIds"
    from psa.assignment a join psa.project p on p.id = a.project_id where a.id = ${assignmentId}`.execute(transaction)
  const [booking] = booked.rows
  if (booking === undefined) return refuse(NO_ASSIGNMENT)
  const faults = findBookingFaults(draft, booking, call.principal)
  if (faults.length > 0) return refuse(...faults)

  const id = idFor('Timecard', assignmentId, weekStart)
  const { rows } = await sql<{ id: string; status: TimecardStatus }>`select id, status from psa.timecard
    where assignment_id = ${assignmentId} and week_start = ${weekStart}::date for update`.execute(transaction)
  const [former] = rows
  if (former === undefined) {
    await sql`insert into psa.timecard (id, project_id, assignment_id, worker_id, week_start, entries, status, submitted_at, submitted_by)
      values (${id}, ${booking.projectId}, ${assignmentId}, ${booking.workerId}, ${weekStart}, ${JSON.stringify(entries)}::jsonb,
        'SUBMITTED', platform.business_now(), ${call.principal.subject})`.execute(transaction)
    return { ok: true, id }
  }
  const refusal = refuseTransition(TIMECARD_TRANSITIONS, former.status, 'SUBMITTED')
  if (refusal !== null) return refuse(refusal)
  await sql`update psa.timecard set entries = ${JSON.stringify(entries)}::jsonb, status = 'SUBMITTED',
    submitted_at = platform.business_now(), submitted_by = ${call.principal.subject},
    decided_at = null, approver_id = null, rejection_reason = null, revision = revision + 1, updated_at = now()
    where id = ${former.id}`.execute(transaction)
  return { ok: true, id: former.id }
}

async function decide(
  transaction: Database,
  id: string,
  action: TimecardAction,
  { ifRevision, call }: { readonly ifRevision: number | null | undefined; readonly call: Call },
): Promise<Outcome> {
  await sql`select from psa.project where id = (select project_id from psa.timecard where id = ${id}) for no key update`.execute(
    transaction,
  )
  const { rows } = await sql<{
    status: TimecardStatus
    revision: number
    projectId: string
    assignmentId: string
    entries: readonly TimeEntry[]
  }>`select status, revision, project_id as "projectId", assignment_id as "assignmentId", entries
    from psa.timecard where id = ${id} for update`.execute(transaction)
  const [timecard] = rows
  if (timecard === undefined) return refuse(NO_TIMECARD)
  const status: TimecardStatus = action.kind === 'approve' ? 'APPROVED' : 'REJECTED'
  const refusal = refuseStale(timecard.revision, ifRevision) ?? refuseTransition(TIMECARD_TRANSITIONS, timecard.status, status)
  if (refusal !== null) return refuse(refusal)

  await sql`update psa.timecard set status = ${status}, decided_at = platform.business_now(), approver_id = ${call.principal.workerId},
    rejection_reason = ${action.kind === 'reject' ? action.reason : null}, revision = revision + 1, updated_at = now()
    where id = ${id}`.execute(transaction)
  if (status === 'APPROVED') {
    await addActualHours(transaction, timecard, sumDecimals(timecard.entries.map((entry) => entry.hours)))
  }
  return { ok: true, id }
}

/** Approved hours come off the estimate to complete, so that the total stays as estimated until somebody re-estimates. */
async function addActualHours(
  transaction: Database,
  { projectId, assignmentId }: { readonly projectId: string; readonly assignmentId: string },
  hours: string,
): Promise<void> {
  await sql`update psa.project set actual_hours = actual_hours + ${hours}::numeric,
    remaining_hours = greatest(remaining_hours - ${hours}::numeric, 0), revision = revision + 1, updated_at = now()
    where id = ${projectId}`.execute(transaction)
  await sql`update psa.assignment set actual_hours = actual_hours + ${hours}::numeric, revision = revision + 1, updated_at = now()
    where id = ${assignmentId}`.execute(transaction)
}
