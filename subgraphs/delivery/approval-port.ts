import type { DecimalText, InstantText, Money } from '../../contracts/wire/values.ts'
import type { Entity } from '../shared/port.ts'
import type { ApprovalStatus } from './states.ts'
import type { ApprovalDecision, ApprovalKind, CommentOccasion } from './vocabulary.ts'

/** Approvals as the port of this subgraph speaks of them: what is asked of people, and what they may say about it. */

export interface Approval extends Entity {
  readonly runId: string
  readonly handoffId: string
  readonly contractId: string
  readonly projectId: string | null
  readonly stepKey: string
  readonly kind: ApprovalKind
  readonly status: ApprovalStatus
  readonly title: string
  readonly amount: Money | null
  readonly approverRole: string
  readonly requestedBy: string
  readonly requestedByWorkerId: string | null
  readonly decidedBy: string | null
  readonly decidedByWorkerId: string | null
  readonly decision: ApprovalDecision | null
  /** Last word of the approver. */
  readonly comment: string | null
  /** Every word about it, oldest first. */
  readonly comments: readonly ApprovalComment[]
  readonly requestedAt: InstantText
  readonly dueAt: InstantText
  readonly decidedAt: InstantText | null
  readonly level: number
  readonly levelCount: number
  readonly round: number
  readonly policyId: string
  readonly policyVersion: number
  readonly band: string
  readonly escalationLevel: number
  readonly delegatedToWorkerId: string | null
  readonly delegatedByWorkerId: string | null
  readonly sentBackAt: InstantText | null
  /** Business hours during which the clock stood still. */
  readonly pausedHours: DecimalText
  readonly facts: Readonly<Record<string, string>>
  readonly choice: { readonly templateCode: string; readonly reason: string; readonly by: string } | null
}

/** What a person wrote about an approval. */
export interface ApprovalComment {
  readonly occasion: CommentOccasion
  readonly text: string
  readonly by: string
  readonly byWorkerId: string | null
  /** Business time. */
  readonly at: InstantText
}

/** Subjects and worker ids of those who had a part in an approval, by part. */
export interface ApprovalParticipants {
  /** Whoever started the handoff. */
  readonly requestedBy: readonly string[]
  /** Those who sent rework again. */
  readonly submittedBy: readonly string[]
  /** Whoever accepted the sale. */
  readonly acceptedBy: readonly string[]
  /** Those who decided on something else in the run; earlier rounds of the same decision do not count. */
  readonly previousDeciders: readonly string[]
}

export type ApprovalAction =
  | { readonly kind: 'decide'; readonly decision: ApprovalDecision; readonly comment: string | null }
  | { readonly kind: 'delegate'; readonly toWorkerId: string; readonly reason: string }
  /** The account executive has reworked what was sent back. */
  | { readonly kind: 'resubmit'; readonly comment: string }
  /** Another template than the rules selected. */
  | { readonly kind: 'choose-template'; readonly templateCode: string; readonly reason: string }

export interface ApprovalFilter {
  /** Approvals that wait for this person: to be decided, or to be reworked. */
  readonly waitingFor?: { readonly subject: string; readonly workerId: string | null; readonly roles: readonly string[] } | null
  readonly kind?: readonly ApprovalKind[] | null
  readonly status?: readonly ApprovalStatus[] | null
}
