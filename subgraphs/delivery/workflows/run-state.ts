import type { DateText, DecimalText, InstantText, Money } from '../../../contracts/wire/values.ts'
import type { ApprovalComment } from '../approval-port.ts'
import type { Failure } from '../failure.ts'
import type { ApprovalDecision, ApprovalKind, ErrorCategory, RegionCode, ReviewResolution, SystemCode } from '../port.ts'
import type { ApprovalLevel } from '../rules/approval-bands.ts'
import type { ApprovalStatus, CompensationStatus, HandoffStatus, ReviewTaskStatus, RunStatus, StepStatus } from '../states.ts'

/** Everything that decides what a run does next, as the ledger has it. The decision is a pure function of this. */
export interface RunState {
  readonly run: RunFacts
  readonly handoff: HandoffFacts
  /** In the order of the definition. */
  readonly steps: readonly StepState[]
  /** In the order of the requests. */
  readonly approvals: readonly ApprovalState[]
  /** Only the open ones. */
  readonly tasks: readonly TaskState[]
  /** Business time. */
  readonly now: InstantText
}

export interface RunFacts {
  readonly id: string
  /** `ho:{opportunityId}:{attempt}`; the base of every idempotency key. */
  readonly key: string
  readonly definitionVersion: number
  readonly handoffId: string
  readonly opportunityId: string
  readonly projectId: string | null
  readonly correlationId: string
  readonly startedBy: { readonly subject: string; readonly workerId: string | null }
  readonly status: RunStatus
  /** Grows with every write to the run, its steps, approvals and tasks. */
  readonly revision: number
  readonly currentStepKey: string | null
  readonly exceptionCount: number
  /** A person's wish to undo the run; null when nobody has it. */
  readonly cancel: { readonly by: string; readonly reason: string } | null
  /** When the run last refused that wish, because something was posted; null when it never did. Business time. */
  readonly cancelRefusedAt: InstantText | null
}

export interface HandoffFacts {
  readonly status: HandoffStatus
  /** Statement of work; before H01 the one that the starter named, null for that of the opportunity. */
  readonly contractId: string | null
  readonly region: RegionCode | null
  readonly acceptedAt: InstantText | null
  readonly contractApprovedAt: InstantText | null
  readonly projectCreatedAt: InstantText | null
}

export interface StepState {
  readonly key: string
  readonly status: StepStatus
  readonly attempt: number
  readonly attemptsInRound: number
  readonly fallbackRound: number
  readonly result: unknown
  readonly externalReference: string | null
  readonly error: Failure | null
  /** Real time. */
  readonly nextRetryAt: InstantText | null
  /** Business time, like all that follow. */
  readonly nextAttemptAt: InstantText | null
  readonly firstFailedAt: InstantText | null
  readonly recoveredAt: InstantText | null
  readonly startedAt: InstantText | null
  readonly completedAt: InstantText | null
  readonly dueAt: InstantText | null
  readonly waitingRole: string | null
  readonly escalationLevel: number
  readonly manual: boolean
  readonly reason: string | null
  readonly compensationStatus: CompensationStatus
}

export interface ApprovalState extends ApprovalDraft {
  readonly status: ApprovalStatus
  readonly revision: number
  readonly escalationLevel: number
  readonly delegatedToWorkerId: string | null
  readonly delegatedByWorkerId: string | null
  readonly requestedAt: InstantText
  readonly remainingHours: DecimalText | null
  readonly pausedHours: DecimalText
  readonly sentBackAt: InstantText | null
  /** Who sent it again after rework: a submitter, who may not decide. */
  readonly resubmittedBy: string | null
  readonly resubmittedByWorkerId: string | null
  readonly choice: TemplateChoice | null
  readonly decision: ApprovalDecision | null
  /** Last word of the approver. */
  readonly comment: string | null
  /** Every word about it, oldest first. */
  readonly comments: readonly ApprovalComment[]
  readonly decidedBy: string | null
  readonly decidedByWorkerId: string | null
  readonly decidedAt: InstantText | null
}

/** A request for a decision before it is made. */
export interface ApprovalDraft {
  readonly id: string
  readonly stepKey: string
  readonly kind: ApprovalKind
  readonly contractId: string
  readonly title: string
  readonly amount: Money | null
  readonly facts: Readonly<Record<string, string>>
  readonly policyId: string
  readonly policyVersion: number
  readonly band: string
  readonly mode: 'SEQUENTIAL' | 'PARALLEL'
  readonly round: number
  readonly level: number
  readonly levelCount: number
  /** The whole route as it was decided with the first request; null for a request of an earlier version. */
  readonly routeLevels: readonly ApprovalLevel[] | null
  readonly approverRole: string
  readonly slaBusinessHours: number
  readonly escalateTo: readonly string[]
  readonly dueAt: InstantText
}

/** Another template than the rules selected, chosen by a person. */
export interface TemplateChoice {
  readonly templateCode: string
  readonly reason: string
  readonly by: string
}

export interface TaskState extends TaskDraft {
  readonly status: ReviewTaskStatus
  readonly revision: number
}

/** Something for a person to look at, before it is opened. */
export interface TaskDraft {
  readonly id: string
  readonly stepKey: string
  readonly subject: 'STEP' | 'UNDO'
  readonly category: ErrorCategory
  readonly code: string
  readonly title: string
  readonly message: string
  readonly system: SystemCode | null
  readonly assigneeRole: string
  readonly dueAt: InstantText
}

/** How a person settled a task. */
export interface TaskResolution {
  readonly resolution: ReviewResolution
  readonly resolvedBy: string
  readonly resolvedByWorkerId: string | null
  readonly comment: string
}

/** A step by its key. @throws when the definition does not have it: a broken invariant. */
export function stepOf({ steps, run }: RunState, key: string): StepState {
  const found = steps.find((step) => step.key === key)
  if (found === undefined) throw new Error(`run ${run.key} has no step ${key}`)
  return found
}

/** The latest requests of an approval step; an older round was rejected or withdrawn. */
export function currentApprovals({ approvals }: RunState, stepKey: string): readonly ApprovalState[] {
  const own = approvals.filter((approval) => approval.stepKey === stepKey)
  const round = Math.max(0, ...own.map((approval) => approval.round))
  return own.filter((approval) => approval.round === round)
}

/** Day of an instant in UTC, for systems that keep days. */
export const dayOf = (at: InstantText): DateText => at.slice(0, 10) as DateText // an RFC 3339 instant begins with its date
