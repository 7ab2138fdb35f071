/**
 * Life cycles of the orchestration as data: from each state, the states that may follow. The journal refuses every other
 * transition, and seeded records are replayed against the same tables.
 */
export const HANDOFF_TRANSITIONS = {
  DRAFT: ['VALIDATING', 'BLOCKED', 'CANCELLED'],
  VALIDATING: ['AWAITING_APPROVAL', 'BLOCKED', 'CANCELLED'],
  AWAITING_APPROVAL: ['PROVISIONING', 'BLOCKED', 'CANCELLED'],
  // Back: the contract was changed after people had approved it.
  PROVISIONING: ['AWAITING_APPROVAL', 'STAFFING', 'BLOCKED', 'CANCELLED'],
  STAFFING: ['READY_FOR_KICKOFF', 'BLOCKED', 'CANCELLED'],
  READY_FOR_KICKOFF: ['COMPLETED', 'BLOCKED', 'CANCELLED'],
  COMPLETED: [],
  // A person cured what blocked it: it goes on where it stood, or from the start in a new attempt.
  BLOCKED: ['DRAFT', 'VALIDATING', 'AWAITING_APPROVAL', 'PROVISIONING', 'STAFFING', 'READY_FOR_KICKOFF', 'CANCELLED'],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>
export type HandoffStatus = keyof typeof HANDOFF_TRANSITIONS

export const RUN_TRANSITIONS = {
  RUNNING: ['WAITING_APPROVAL', 'WAITING_SYSTEM', 'IN_REVIEW', 'COMPENSATING', 'COMPLETED'],
  WAITING_APPROVAL: ['RUNNING', 'WAITING_SYSTEM', 'IN_REVIEW', 'COMPENSATING'],
  WAITING_SYSTEM: ['RUNNING', 'WAITING_APPROVAL', 'IN_REVIEW', 'COMPENSATING'],
  // A person resolved the task: the run goes on, waits on, or is undone.
  IN_REVIEW: ['RUNNING', 'WAITING_APPROVAL', 'WAITING_SYSTEM', 'COMPENSATING'],
  COMPENSATING: ['IN_REVIEW', 'FAILED', 'CANCELLED'],
  COMPLETED: [],
  FAILED: [],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>
export type RunStatus = keyof typeof RUN_TRANSITIONS

export const STEP_TRANSITIONS = {
  PENDING: ['RUNNING', 'SKIPPED'],
  RUNNING: ['WAITING', 'RETRYING', 'IN_FALLBACK', 'IN_REVIEW', 'COMPLETED', 'SKIPPED', 'FAILED'],
  WAITING: ['RETRYING', 'IN_REVIEW', 'COMPLETED', 'SKIPPED', 'FAILED'],
  RETRYING: ['RUNNING', 'SKIPPED', 'FAILED'],
  IN_FALLBACK: ['RUNNING', 'RETRYING', 'SKIPPED', 'FAILED'],
  IN_REVIEW: ['RETRYING', 'SKIPPED', 'FAILED'],
  // Again: what the step read was reworked, or what people approved is not what is there any more.
  COMPLETED: ['RETRYING', 'COMPENSATED'],
  // A step that failed may have had its effect all the same: a timeout hides a success.
  FAILED: ['COMPENSATED'],
  // The same holds for an optional step that was left out because it failed.
  SKIPPED: ['COMPENSATED'],
  COMPENSATED: [],
} as const satisfies Record<string, readonly string[]>
export type StepStatus = keyof typeof STEP_TRANSITIONS

export const COMPENSATION_TRANSITIONS = {
  NOT_NEEDED: ['PENDING'],
  PENDING: ['DONE', 'FAILED'],
  FAILED: ['PENDING', 'DONE'],
  DONE: [],
} as const satisfies Record<string, readonly string[]>
export type CompensationStatus = keyof typeof COMPENSATION_TRANSITIONS

export const APPROVAL_TRANSITIONS = {
  PENDING: ['APPROVED', 'REJECTED', 'SENT_BACK', 'ESCALATED', 'CANCELLED'],
  // Once a level: the next role takes over at each deadline.
  ESCALATED: ['ESCALATED', 'APPROVED', 'REJECTED', 'SENT_BACK', 'CANCELLED'],
  SENT_BACK: ['PENDING', 'CANCELLED'],
  APPROVED: [],
  REJECTED: [],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>
export type ApprovalStatus = keyof typeof APPROVAL_TRANSITIONS

export const REVIEW_TASK_TRANSITIONS = {
  OPEN: ['RESOLVED', 'WITHDRAWN'],
  RESOLVED: [],
  WITHDRAWN: [],
} as const satisfies Record<string, readonly string[]>
export type ReviewTaskStatus = keyof typeof REVIEW_TASK_TRANSITIONS

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
  ReviewTask: REVIEW_TASK_TRANSITIONS,
} as const
export type AuditedEntity = keyof typeof LIFE_CYCLES

/** What the log tells of a record that stays in its state; such an event is no transition. */
export const NOTES = {
  Approval: ['delegated', 'delegation_ended', 'template_chosen'],
  WorkflowRun: ['cancel_requested', 'cancel_refused'],
  WorkflowStep: ['escalated', 'undo_retried'],
} as const satisfies Partial<Record<AuditedEntity, readonly string[]>>
export type NotedEntity = keyof typeof NOTES
export type NoteOf<Entity extends NotedEntity> = (typeof NOTES)[Entity][number]

/** First state of each entity: an event without a former state leads to it. */
export const INITIAL_STATES = {
  Handoff: 'DRAFT',
  WorkflowRun: 'RUNNING',
  WorkflowStep: 'PENDING',
  Approval: 'PENDING',
  ReviewTask: 'OPEN',
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
