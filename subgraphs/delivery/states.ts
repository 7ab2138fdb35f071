/**
 * Life cycles of the orchestration as data: from each state, the states that may follow. The journal refuses every other
 * transition, and seeded records are replayed against the same tables.
 */
export const HANDOFF_TRANSITIONS = {
  DRAFT: ['VALIDATING', 'BLOCKED', 'CANCELLED'],
  VALIDATING: ['AWAITING_APPROVAL', 'BLOCKED', 'CANCELLED'],
  AWAITING_APPROVAL: ['PROVISIONING', 'BLOCKED', 'CANCELLED'],
  PROVISIONING: ['STAFFING', 'BLOCKED', 'CANCELLED'],
  STAFFING: ['READY_FOR_KICKOFF', 'BLOCKED', 'CANCELLED'],
  READY_FOR_KICKOFF: ['COMPLETED', 'BLOCKED', 'CANCELLED'],
  COMPLETED: [],
  // A new attempt begins from the start: everything that the former one did has been undone.
  BLOCKED: ['DRAFT', 'CANCELLED'],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>
export type HandoffStatus = keyof typeof HANDOFF_TRANSITIONS

export const RUN_TRANSITIONS = {
  RUNNING: ['WAITING_APPROVAL', 'COMPENSATING', 'COMPLETED'],
  WAITING_APPROVAL: ['RUNNING', 'COMPENSATING'],
  COMPENSATING: ['IN_REVIEW', 'FAILED', 'CANCELLED'],
  // An operator made the undo possible again, and asks for it by cancelling the run.
  IN_REVIEW: ['COMPENSATING'],
  COMPLETED: [],
  FAILED: [],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>
export type RunStatus = keyof typeof RUN_TRANSITIONS

export const STEP_TRANSITIONS = {
  PENDING: ['RUNNING', 'SKIPPED'],
  RUNNING: ['WAITING', 'RETRYING', 'COMPLETED', 'FAILED'],
  WAITING: ['COMPLETED', 'FAILED', 'SKIPPED'],
  RETRYING: ['RUNNING', 'FAILED'],
  COMPLETED: ['COMPENSATED'],
  // A step that failed may have had its effect all the same: a timeout hides a success.
  FAILED: ['COMPENSATED'],
  SKIPPED: [],
  COMPENSATED: [],
} as const satisfies Record<string, readonly string[]>
export type StepStatus = keyof typeof STEP_TRANSITIONS

export const COMPENSATION_TRANSITIONS = {
  NOT_NEEDED: ['PENDING'],
  PENDING: ['DONE', 'FAILED'],
  FAILED: ['PENDING'],
  DONE: [],
} as const satisfies Record<string, readonly string[]>
export type CompensationStatus = keyof typeof COMPENSATION_TRANSITIONS

export const APPROVAL_TRANSITIONS = {
  PENDING: ['APPROVED', 'REJECTED', 'CANCELLED'],
  APPROVED: [],
  REJECTED: [],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>
export type ApprovalStatus = keyof typeof APPROVAL_TRANSITIONS

/** Lifecycle stages of a project in their order; a project moves forward only, one stage at a time. */
export const DELIVERY_STAGES = [
  'OPPORTUNITY_ACCEPTED',
  'CONTRACT_APPROVED',
  'PROJECT_CREATED',
  'RESOURCES_ASSIGNED',
  'KICKOFF_COMPLETED',
  'MILESTONES_GOVERNED',
  'BILLABLE_EVENTS_CAPTURED',
  'CLOSURE_SYNCHRONISED',
] as const
export type DeliveryStage = (typeof DELIVERY_STAGES)[number]

/** All life cycles by the entity name that `handoff_event.entity` carries. */
export const LIFE_CYCLES = {
  Handoff: HANDOFF_TRANSITIONS,
  WorkflowRun: RUN_TRANSITIONS,
  WorkflowStep: STEP_TRANSITIONS,
  Approval: APPROVAL_TRANSITIONS,
} as const
export type AuditedEntity = keyof typeof LIFE_CYCLES

/** First state of each entity: an event without a former state leads to it. */
export const INITIAL_STATES = {
  Handoff: 'DRAFT',
  WorkflowRun: 'RUNNING',
  WorkflowStep: 'PENDING',
  Approval: 'PENDING',
} as const satisfies Record<AuditedEntity, string>

/** States that may follow; empty for an end state and for a state that does not exist. */
export function nextStates(entity: AuditedEntity, from: string): readonly string[] {
  const table: Readonly<Record<string, readonly string[]>> = LIFE_CYCLES[entity]
  return Object.hasOwn(table, from) ? (table[from] ?? []) : []
}

/** True when an event may lead from `from` (null: the record is created) to `to`. */
export function isTransition(entity: AuditedEntity, from: string | null, to: string): boolean {
  return from === null ? to === INITIAL_STATES[entity] : nextStates(entity, from).includes(to)
}

/** Thrown by the journal only: a transition that the tables do not have is a broken invariant, never a caller's fault. */
export function assertTransition(entity: AuditedEntity, from: string | null, to: string): void {
  if (!isTransition(entity, from, to)) throw new Error(`${entity} cannot go from ${from ?? 'nothing'} to ${to}`)
}
