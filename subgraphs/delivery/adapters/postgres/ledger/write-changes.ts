import { type RawBuilder, sql } from 'kysely'
import { idFor } from '../../../../../contracts/wire/ids.ts'
import type { Database } from '../../../../shared/postgres/database.ts'
import type { ApprovalPatch, Change, HandoffPatch, RunPatch, StepPatch } from '../../../workflows/changes.ts'
import type { Plan, RestUntil } from '../../../workflows/ledger.ts'
import type { RunState } from '../../../workflows/run-state.ts'
import { APPROVAL_COLUMN, assignments, HANDOFF_COLUMN, STEP_COLUMN } from './columns.ts'
import { insertApproval } from './insert-approval.ts'
import type { LockedRun } from './locked-run.ts'
import { enterStage } from './project-stages.ts'
import { type Actor, eventInserts, type Transition } from './record-events.ts'

type States = Pick<RunState, 'run' | 'handoff' | 'steps' | 'approvals' | 'tasks'>

const TOUCH = sql`revision = revision + 1, updated_at = now()`

/**
 * Writes a plan and the event of every transition and note in it, in the transaction that holds the lock of the run. `before` is the
 * state that it was planned on. Answers the new revision of the run. Whatever touches a row of its own goes into one
 * statement: a handoff is nothing but such transactions, and most of their cost is the way to the database.
 */
export async function writeChanges(
  transaction: Database,
  locked: LockedRun,
  before: States,
  { changes, rest }: Plan,
  actor?: Actor,
): Promise<number> {
  if (changes.length === 0) {
    // Nobody has to look again at a run that only waits on: its revision stays.
    if (rest !== null)
      await sql`update delivery.workflow_run set ${sql.join(restAssignments(rest))} where id = ${locked.id}`.execute(transaction)
    return locked.revision
  }
  const handoff = mergedHandoff(changes)
  const projectId = handoff.set.projectId === undefined ? locked.projectId : handoff.set.projectId
  const run = { ...locked, projectId }
  for (const change of changes) await insertRequest(transaction, run, before, change)
  const writes = [
    ...eventInserts(locked, transitionsOf(locked, before, changes), actor),
    ...handoffUpdates(locked, handoff),
    ...stepUpdates(locked, changes),
    ...approvalUpdates(changes),
    ...changes.flatMap((change) => otherWrite(run, change)),
  ]
  const assigned = [TOUCH, ...runAssignments(changes), ...(rest === null ? [] : restAssignments(rest))]
  const { rows } = await sql<{ revision: number }>`${
    writes.length === 0 ? sql`` : sql`with ${sql.join(writes.map((write, at) => sql`${sql.ref(`w${at}`)} as (${write})`))}`
  } update delivery.workflow_run set ${sql.join(assigned)} where id = ${locked.id} returning revision`.execute(transaction)
  if (handoff.set.projectId !== undefined) await enterProject(transaction, locked, handoff.set.projectId)
  for (const change of changes) if (change.entity === 'ProjectStage') await enterStage(transaction, locked, change.stage)
  return rows[0]?.revision ?? locked.revision
}

/** Several changes of one record follow each other: each goes on from where the one before it led. */
function transitionsOf(locked: LockedRun, before: States, changes: readonly Change[]): readonly Transition[] {
  const present = new Map<string, string>([
    [locked.id, locked.status],
    [locked.handoffId, locked.handoffStatus],
    ...before.steps.map(({ key, status }): [string, string] => [`${locked.id}:${key}`, status]),
    ...before.approvals.map(({ id, status }): [string, string] => [id, status]),
    ...before.tasks.map(({ id, status }): [string, string] => [id, status]),
  ])
  return changes.flatMap((change) => {
    const told = eventOf(locked, change)
    if (told === null) return []
    const from = present.get(told.entityId) ?? null
    const to = told.to ?? from
    if (to === null) throw new Error(`${told.entity} ${told.entityId} has no state to stay in`)
    present.set(told.entityId, to)
    return [{ ...told, from, to }]
  })
}

/** What a change has to tell; without `to` the record stays where it is. */
type Told = Omit<Transition, 'from' | 'to'> & { readonly to?: string }

function eventOf(locked: LockedRun, change: Change): Told | null {
  switch (change.entity) {
    case 'WorkflowRun':
      return told('WorkflowRun', locked.id, change)
    case 'Handoff':
      return told('Handoff', locked.handoffId, change)
    case 'WorkflowStep':
      return told('WorkflowStep', `${locked.id}:${change.key}`, change)
    case 'Approval': {
      if (!('ask' in change)) return told('Approval', change.id, change)
      const { id, kind, approverRole, level, band, dueAt } = change.ask
      return {
        entity: 'Approval',
        entityId: id,
        to: 'PENDING',
        details: { kind, approverRole, level: String(level), band, dueAt },
      }
    }
    case 'ReviewTask': {
      if (!('open' in change)) return told('ReviewTask', change.id, change)
      const { id, code, category, stepKey, assigneeRole, dueAt } = change.open
      return { entity: 'ReviewTask', entityId: id, to: 'OPEN', details: { code, category, step: stepKey, assigneeRole, dueAt } }
    }
    default:
      return null
  }
}

function told(
  entity: Transition['entity'],
  entityId: string,
  { to, note, details }: Partial<Pick<Transition, 'to' | 'note' | 'details'>>,
): Told | null {
  if (to === undefined && note === undefined) return null
  return { entity, entityId, ...(to === undefined ? { ...(note && { note }) } : { to }), ...(details && { details }) }
}

/** Requests and tasks that are new; they are there before anything else is written about the run. */
async function insertRequest(transaction: Database, run: LockedRun, before: States, change: Change): Promise<void> {
  if (change.entity === 'Approval' && 'ask' in change) {
    await insertApproval(transaction, run, before.run.startedBy, change.ask)
  } else if (change.entity === 'ReviewTask' && 'open' in change) {
    const { id, stepKey, subject, category, code, title, message, system, assigneeRole, dueAt } = change.open
    await sql`insert into delivery.review_task (id, run_id, handoff_id, step_key, subject, status, category, code, title, message,
      system, assignee_role, due_at) values (${id}, ${run.id}, ${run.handoffId}, ${stepKey}, ${subject}, 'OPEN', ${category}, ${code},
      ${title}, ${message}, ${system}, ${assigneeRole}, ${dueAt})`.execute(transaction)
  }
}

interface Merged<Patch> {
  readonly to: string | undefined
  readonly set: Patch
}

/** A statement changes a row once, so what several changes say about one record is put together; the last word counts. */
function merged<Patch extends object>(
  changes: readonly { readonly to?: string; readonly set?: Patch }[],
): Merged<Partial<Patch>> {
  return {
    to: changes.findLast(({ to }) => to !== undefined)?.to,
    set: Object.assign({}, ...changes.map(({ set }) => set ?? {})),
  }
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

const mergedHandoff = (changes: readonly Change[]): Merged<HandoffPatch> =>
  merged<HandoffPatch>(changes.filter((change) => change.entity === 'Handoff'))

function handoffUpdates(locked: LockedRun, { to, set }: Merged<HandoffPatch>): readonly RawBuilder<unknown>[] {
  const columns = [...statusOf(to), ...assignments(set, HANDOFF_COLUMN)]
  if (columns.length === 0) return []
  return [sql`update delivery.handoff set ${sql.join([...columns, TOUCH])} where id = ${locked.handoffId}`]
}

function stepUpdates(locked: LockedRun, changes: readonly Change[]): readonly RawBuilder<unknown>[] {
  const byKey = grouped(
    changes.filter((change) => change.entity === 'WorkflowStep'),
    ({ key }) => key,
  )
  return [...byKey].flatMap(([key, ofStep]) => {
    const { to, set } = merged<StepPatch>(ofStep)
    const { error, ...fields } = set
    const columns = [
      ...statusOf(to),
      ...assignments(fields, STEP_COLUMN),
      ...(error === undefined ? [] : failureColumns('error', error)),
    ]
    if (columns.length === 0) return []
    return [sql`update delivery.workflow_step set ${sql.join([...columns, TOUCH])} where id = ${`${locked.id}:${key}`}`]
  })
}

function approvalUpdates(changes: readonly Change[]): readonly RawBuilder<unknown>[] {
  const byId = grouped(
    changes.flatMap((change) => (change.entity === 'Approval' && 'id' in change ? [change] : [])),
    ({ id }) => id,
  )
  return [...byId].map(([id, ofApproval]) => {
    const { to, set } = merged<ApprovalPatch>(ofApproval)
    const columns = [...statusOf(to), ...assignments(set, APPROVAL_COLUMN), TOUCH]
    return sql`update delivery.approval set ${sql.join(columns)} where id = ${id}`
  })
}

function otherWrite({ id: runId, handoffId, projectId, revision }: LockedRun, change: Change): readonly RawBuilder<unknown>[] {
  switch (change.entity) {
    case 'ReviewTask': {
      if ('open' in change) return []
      const { set, to, id } = change
      return [
        sql`update delivery.review_task set status = ${to}, resolved_at = platform.business_now(),
          resolution = ${set?.resolution ?? null}, resolved_by = ${set?.resolvedBy ?? null},
          resolved_by_worker_id = ${set?.resolvedByWorkerId ?? null}, comment = ${set?.comment ?? null}, ${TOUCH} where id = ${id}`,
      ]
    }
    case 'Reservation':
      return [sql`update delivery.project_reservation set status = ${change.to} where run_id = ${runId}`]
    case 'Notice':
      // The revision is in the id, because the same may happen to a run again, and is news again.
      return [
        sql`insert into delivery.notice (id, run_id, handoff_id, project_id, role, title)
          values (${idFor('Notice', runId, String(revision), change.role, change.title)}, ${runId}, ${handoffId}, ${projectId}, ${change.role},
          ${change.title}) on conflict (id) do nothing`,
      ]
    default:
      return [] // merged, inserted, or written after it
  }
}

/** The project of the handoff is that of its run and its approvals; without a project there are no stages of it. */
async function enterProject(transaction: Database, locked: LockedRun, projectId: string | null): Promise<void> {
  await sql`update delivery.workflow_run set project_id = ${projectId} where id = ${locked.id}`.execute(transaction)
  await sql`update delivery.approval set project_id = ${projectId} where run_id = ${locked.id}`.execute(transaction)
  if (projectId === null)
    await sql`delete from delivery.project_stage where project_id = ${locked.projectId}`.execute(transaction)
}

const statusOf = (to: string | undefined) => (to === undefined ? [] : [sql`status = ${to}`])

/** The lease is given back. */
const restAssignments = ({ alarmAt, retryAt }: RestUntil): readonly RawBuilder<unknown>[] => [
  sql`lease_owner = null`,
  sql`unexpected_failures = 0`,
  sql`alarm_at = ${alarmAt}`,
  sql`wake_at = least(wake_at, ${retryAt}::timestamptz)`,
]

/** What all changes of the run together set; the last one wins. */
function runAssignments(changes: readonly Change[]): readonly RawBuilder<unknown>[] {
  const patches = changes.filter((change) => change.entity === 'WorkflowRun')
  const to = patches.findLast((change) => change.to !== undefined)?.to
  const set: RunPatch = Object.assign({}, ...patches.map((change) => change.set ?? {}))
  const isEnd = to === 'COMPLETED' || to === 'CANCELLED' || to === 'FAILED'
  return [
    ...(to === undefined ? [] : [sql`status = ${to}`]),
    ...(isEnd ? [sql`completed_at = platform.business_now()`] : []),
    ...(set.currentStepKey === undefined ? [] : [sql`current_step_key = ${set.currentStepKey}`]),
    ...(set.exceptionCount === undefined ? [] : [sql`exception_count = ${set.exceptionCount}`]),
    ...(set.failure === undefined ? [] : failureColumns('failure', set.failure)),
    ...(set.cancelRefusedAt === undefined ? [] : [sql`cancel_refused_at = ${set.cancelRefusedAt}`]),
    ...(set.cancel === undefined
      ? []
      : [
          sql`cancel_requested_by = ${set.cancel?.by ?? null}`,
          sql`cancel_reason = ${set.cancel?.reason ?? null}`,
          sql`cancel_requested_at = case when ${set.cancel === null} then null else platform.business_now() end`,
        ]),
  ]
}

function failureColumns(prefix: 'error' | 'failure', failure: RunPatch['failure']): readonly RawBuilder<unknown>[] {
  const { code = null, category = null, message = null, system = null } = failure ?? {}
  const columns = { code, category, message, system }
  return Object.entries(columns).map(([name, value]) => sql`${sql.ref(`${prefix}_${name}`)} = ${value}`)
}
