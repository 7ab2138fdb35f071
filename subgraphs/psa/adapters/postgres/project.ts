import { sql } from 'kysely'
import { projectRows } from '../../../../policies/index.ts'
import type { Call, WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, oneOf, within } from '../../../shared/postgres/table.ts'
import { createWriter, type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { Project, ProjectAction, ProjectDraft, ProjectFilter, ProjectOrderField, PsaSystem } from '../../port.ts'
import { findKickoffFaults } from '../../rules/kickoff.ts'
import { findPlanFaults } from '../../rules/project-plan.ts'
import { findReasonFault } from '../../rules/reason.ts'
import { findRequestSetFaults } from '../../rules/staffing-request.ts'
import {
  ASSIGNMENT_TRANSITIONS,
  MILESTONE_TRANSITIONS,
  PROJECT_TRANSITIONS,
  refuseTransition,
  statesBefore,
} from '../../states.ts'
import { cancelRequests, cancelStaffing } from './cancel-staffing.ts'
import { recordKickoff } from './kickoff.ts'
import { lockProject, NO_PROJECT } from './locked-project.ts'
import { insertPlan } from './project-plan.ts'
import { projectConditions } from './project-rows.ts'
import { requestStaff } from './request-staff.ts'
import { summariseStaffing } from './staffing-summary.ts'
import { refuseStale } from './stale.ts'
import { releaseBookings } from './worker-week.ts'

export const projectTable = defineTable<Project, ProjectFilter, 'accountId' | 'code', ProjectOrderField>({
  from: 'psa.project',
  columns: {
    id: column('id'),
    code: column('code'),
    name: column('name'),
    description: column('description'),
    status: column('status'),
    statusReason: column('status_reason'),
    health: column('health'),
    accountId: column('account_id'),
    serviceType: column('service_type'),
    pricingModel: column('pricing_model'),
    region: column('region'),
    practice: column('practice'),
    projectManagerId: column('project_manager_id'),
    templateId: column('template_id'),
    templateVersion: column('template_version'),
    plannedStart: column('planned_start'),
    plannedEnd: column('planned_end'),
    baselineStart: column('baseline_start'),
    baselineEnd: column('baseline_end'),
    actualStart: column('actual_start'),
    actualEnd: column('actual_end'),
    plannedHours: column('planned_hours'),
    actualHours: column('actual_hours'),
    remainingHours: column('remaining_hours'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: { accountId: 'account_id', code: 'code' },
  filters: {
    ids: oneOf('id'),
    accountIds: oneOf('account_id'),
    status: oneOf('status'),
    health: oneOf('health'),
    region: oneOf('region'),
    serviceType: oneOf('service_type'),
    managerIds: oneOf('project_manager_id'),
    plannedEnd: within('planned_end'),
  },
  orders: {
    NAME: { column: 'name', type: 'text' },
    PLANNED_END: { column: 'planned_end', type: 'date' },
    UPDATED_AT: { column: 'updated_at', type: 'timestamptz' },
  },
  rows: bindRows(projectRows, projectConditions),
})

export function createProjects(db: Database): PsaSystem['projects'] {
  const reader = createReader(db, projectTable)
  const write = createWriter(db, 'psa')
  return {
    ...reader,

    async create(draft, options, call) {
      const faults = findPlanFaults(draft)
      if (faults.length > 0) return { ok: false, errors: faults }
      return write({ operation: 'createPsaProject', input: draft, options, call, on: [] }, reader, (transaction) =>
        create(transaction, draft),
      )
    },

    async act(id, action, options, call) {
      const faults = findActionFaults(action, call)
      if (faults.length > 0) return { ok: false, errors: faults }
      const input = { id, action, ifRevision: options.ifRevision ?? null }
      const on = [{ source: reader.source, id, missing: NO_PROJECT }]
      return write({ operation: OPERATIONS[action.kind], input, options, call, on }, reader, (transaction) => {
        switch (action.kind) {
          case 'set-status':
            return setStatus(transaction, id, action, { ifRevision: options.ifRevision, call })
          case 'request-staff':
            return requestStaff(transaction, id, action.requests, call)
          case 'cancel-staffing':
            return cancelStaffing(transaction, id, action.reason, call)
          case 'record-kickoff':
            return recordKickoff(transaction, id, action.kickoff, call)
        }
      })
    },

    summariseStaffing: (projectIds) => summariseStaffing(db, projectIds),
  }
}

/** Names in the idempotency ledger: those of the mutations. */
const OPERATIONS: { readonly [Kind in ProjectAction['kind']]: string } = {
  'set-status': 'setProjectStatus',
  'request-staff': 'createStaffingRequests',
  'cancel-staffing': 'cancelStaffingRequests',
  'record-kickoff': 'recordKickoff',
}

function findActionFaults(action: ProjectAction, { principal }: Call): readonly WriteError[] {
  switch (action.kind) {
    case 'request-staff':
      return findRequestSetFaults(action.requests)
    case 'record-kickoff':
      return findKickoffFaults(action.kickoff, principal)
    case 'set-status':
    case 'cancel-staffing': {
      const fault = findReasonFault(action.reason)
      return fault === null ? [] : [fault]
    }
  }
}

async function create(transaction: Database, draft: ProjectDraft): Promise<Outcome> {
  const inserted = await insertPlan(transaction, draft)
  if (inserted === 'created') return { ok: true, id: draft.id }
  if (inserted === 'milestone-taken') {
    return refuse({
      code: 'VALIDATION_FAILED',
      message: 'A milestone identifier belongs to another project.',
      field: ['input', 'milestones'],
      rule: 'PSA-MILESTONE-ID',
    })
  }
  const { rows } = await sql<{ revision: number }>`select revision from psa.project where id = ${draft.id}`.execute(transaction)
  const [same] = rows
  if (same !== undefined)
    return refuse({ code: 'CONFLICT', message: 'The project exists already.', currentRevision: same.revision })
  return refuse({
    code: 'VALIDATION_FAILED',
    message: 'The code belongs to another project; codes are never reused.',
    field: ['input', 'code'],
    rule: 'PSA-PROJECT-CODE',
  })
}

async function setStatus(
  transaction: Database,
  id: string,
  { status, reason }: ProjectAction & { readonly kind: 'set-status' },
  { ifRevision, call }: { readonly ifRevision: number | null | undefined; readonly call: Call },
): Promise<Outcome> {
  const project = await lockProject(transaction, id)
  if (project === null) return refuse(NO_PROJECT)
  const refusal = refuseStale(project.revision, ifRevision) ?? refuseTransition(PROJECT_TRANSITIONS, project.status, status)
  if (refusal !== null) return refuse(refusal)

  // A project that never began has no end either; work that is taken up again has not ended.
  await sql`update psa.project set status = ${status}, status_reason = ${reason},
    actual_start = case when ${status} = 'IN_PROGRESS' then coalesce(actual_start, platform.business_now()::date) else actual_start end,
    actual_end = case
      when ${status} = 'COMPLETED' or (${status} = 'CANCELLED' and actual_start is not null) then platform.business_now()::date
      when ${status} = 'IN_PROGRESS' then null
      else actual_end end,
    revision = revision + 1, updated_at = now() where id = ${id}`.execute(transaction)
  if (status === 'CANCELLED') await cancelPlan(transaction, id, reason, call)
  return { ok: true, id }
}

/** Nothing open is left behind: milestones that money has not reached and requests are cancelled, bookings that have not ended released. */
async function cancelPlan(transaction: Database, projectId: string, reason: string, call: Call): Promise<void> {
  await sql`update psa.milestone set status = 'CANCELLED', revision = revision + 1, updated_at = now()
    where project_id = ${projectId} and status = any(${statesBefore(MILESTONE_TRANSITIONS, 'CANCELLED')})`.execute(transaction)
  const { rows } = await sql<{ id: string }>`select id from psa.assignment
    where project_id = ${projectId} and status = any(${statesBefore(ASSIGNMENT_TRANSITIONS, 'RELEASED')})`.execute(transaction)
  await releaseBookings(
    transaction,
    rows.map(({ id }) => id),
    reason,
  )
  await cancelRequests(transaction, projectId, reason, call)
}
