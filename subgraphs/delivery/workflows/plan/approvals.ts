import { idFor } from '../../../../contracts/wire/ids.ts'
import type { InstantText, Money } from '../../../../contracts/wire/values.ts'
import { type ApprovalRoute, routeApproval } from '../../rules/approval-policies.ts'
import { addBusinessHours } from '../../rules/business-hours.ts'
import { calendarOf } from '../../rules/calendar-of.ts'
import type { Change } from '../changes.ts'
import type { StepDefinition } from '../definition.ts'
import { type ApprovalState, currentApprovals, type RunState, stepOf } from '../run-state.ts'
import { beginStep } from './begin-step.ts'

/** What an approval step asks; who decides it, in which order and by when is the policy's. */
export interface Question {
  readonly contractId: string
  readonly entityCode: string
  readonly title: string
  readonly amount: Money | null
  /** What the approver is shown beside the subject. */
  readonly facts?: Readonly<Record<string, string>>
}

/** Asks everybody of a parallel route, or the first level of a sequential one. */
export function askApproval(state: RunState, definition: StepDefinition, question: Question): readonly Change[] {
  const route = routeOf(definition, question)
  const former = currentApprovals(state, definition.key)
  const round = 1 + Math.max(0, ...former.map((approval) => approval.round))
  const levels = route.mode === 'PARALLEL' ? route.levels : route.levels.slice(0, 1)
  return [
    ...beginStep(state, definition),
    ...levels.map(({ level }) => ask(state, definition, { question, route, round, level, dueAt: clockOf(state, former, level) })),
    { entity: 'WorkflowStep', key: definition.key, to: 'WAITING' },
  ]
}

/** The next level of the route that was decided with the first one, once the one before has approved; null when there is none. */
export function askNextLevel(state: RunState, definition: StepDefinition, question: Question): Change | null {
  const approvals = currentApprovals(state, definition.key)
  const [first] = approvals
  if (first === undefined) return null
  const { routeLevels } = first
  const route = routeLevels === null ? routeOf(definition, question) : { ...first, levels: routeLevels }
  if (approvals.length >= route.levels.length) return null
  return ask(state, definition, { question, route, round: first.round, level: approvals.length + 1, dueAt: null })
}

/** A deadline has passed: the next role takes over, with the same time again. */
export function escalate({ now, handoff }: RunState, approval: ApprovalState): Change {
  const { id, approverRole, escalateTo, escalationLevel, slaBusinessHours } = approval
  const to = escalateTo[escalationLevel]
  if (to === undefined) throw new Error(`approval ${id} has nobody left to escalate to`)
  const dueAt = addBusinessHours(now, slaBusinessHours, calendarOf(handoff.region))
  return {
    entity: 'Approval',
    id,
    to: 'ESCALATED',
    set: { approverRole: to, escalationLevel: escalationLevel + 1, dueAt, delegatedToWorkerId: null, delegatedByWorkerId: null },
    details: { from: approverRole, approverRole: to, dueAt },
  }
}

/** The delegate let the last deadline pass: everybody in the role may decide again. */
export function endDelegation({ id, dueAt, delegatedToWorkerId }: ApprovalState): Change {
  if (delegatedToWorkerId === null) throw new Error(`approval ${id} has no delegate`)
  return {
    entity: 'Approval',
    id,
    note: 'delegation_ended',
    set: { delegatedToWorkerId: null, delegatedByWorkerId: null },
    details: { delegatedTo: delegatedToWorkerId, dueAt },
  }
}

/** A step that waits for people in a system is late: the next role is asked to see to it. */
export function escalateStep({ now, handoff, ...state }: RunState, definition: StepDefinition): Change {
  const { escalationLevel, waitingRole } = stepOf({ now, handoff, ...state }, definition.key)
  const { wait } = definition
  const role = wait?.escalateTo[escalationLevel]
  if (wait === undefined || role === undefined) throw new Error(`step ${definition.key} has nobody left to escalate to`)
  const dueAt = addBusinessHours(now, wait.slaBusinessDays * HOURS_PER_DAY, calendarOf(handoff.region))
  return {
    entity: 'WorkflowStep',
    key: definition.key,
    note: 'escalated',
    set: { waitingRole: role, escalationLevel: escalationLevel + 1, dueAt },
    details: { from: waitingRole ?? wait.role, waitingRole: role, dueAt },
  }
}

const HOURS_PER_DAY = 8

interface Asked {
  readonly question: Question
  readonly route: Omit<ApprovalRoute, 'band'> & { readonly band: string }
  readonly round: number
  readonly level: number
  /** Null for the whole time of the level. */
  readonly dueAt: InstantText | null
}

/** Rework that came again and changed what is asked: the clock of the request that it replaces goes on. */
function clockOf({ now }: RunState, former: readonly ApprovalState[], level: number): InstantText | null {
  const replaced = former.find((each) => each.level === level && each.status === 'CANCELLED' && each.resubmittedBy !== null)
  return replaced !== undefined && replaced.dueAt > now ? replaced.dueAt : null
}

function ask(
  { run, now, handoff }: RunState,
  { key, approval }: StepDefinition,
  { question, route, round, level, dueAt }: Asked,
): Change {
  const found = route.levels[level - 1]
  if (approval === undefined || found === undefined) throw new Error(`step ${key} has no level ${level} to ask`)
  const { contractId, title, amount, facts = {} } = question
  return {
    entity: 'Approval',
    ask: {
      id: idFor('Approval', run.id, approval.kind, String(round), String(level)),
      stepKey: key,
      kind: approval.kind,
      contractId,
      title,
      amount,
      facts,
      policyId: route.policyId,
      policyVersion: route.policyVersion,
      band: route.band,
      mode: route.mode,
      round,
      level,
      levelCount: route.levels.length,
      routeLevels: route.levels,
      approverRole: found.role,
      slaBusinessHours: found.slaBusinessHours,
      escalateTo: found.escalateTo,
      dueAt: dueAt ?? addBusinessHours(now, found.slaBusinessHours, calendarOf(handoff.region)),
    },
  }
}

function routeOf({ key, approval }: StepDefinition, { entityCode, amount }: Question): ApprovalRoute {
  if (approval === undefined) throw new Error(`step ${key} asks nobody`)
  return routeApproval({ kind: approval.kind, entityCode, amount })
}
