import type { DateText, DecimalText, InstantText, Money } from '../../contracts/wire/values.ts'
import type { Acts, Call, Creates, Entity, Reader, SystemOfRecord } from '../shared/port.ts'
import type { RegionCode, ServiceType } from '../shared/vocabulary.ts'
import type { Clock } from './clock.ts'
import type {
  ApprovalStatus,
  AuditedEntity,
  CompensationStatus,
  DeliveryStage,
  HandoffStatus,
  RunStatus,
  StepStatus,
} from './states.ts'

export type { PricingModel, RegionCode, ServiceType } from '../shared/vocabulary.ts'

/** The orchestration's own records, as the subgraph reads and writes them. The worker writes through the journal. */
export interface DeliverySystem extends SystemOfRecord {
  readonly handoffs: Reader<Handoff, HandoffFilter, 'opportunityId' | 'projectId', 'openedAt'> & Creates<Handoff, HandoffDraft>
  readonly runs: Reader<WorkflowRun, WorkflowRunFilter, 'projectId', 'startedAt'> & Acts<WorkflowRun, RunAction>
  readonly steps: Reader<WorkflowStep, NoFilter, 'runId'>
  readonly approvals: Reader<Approval, ApprovalFilter, 'runId' | 'contractId' | 'projectId', 'requestedAt'> &
    Acts<Approval, ApprovalAction> & {
      /** Who may not decide: everybody who had a part in it. Null when there is no such approval. */
      participantsOf(approvalId: string, call: Call): Promise<ApprovalParticipants | null>
    }
  readonly events: Reader<AuditEvent, NoFilter, 'runId', 'sequence'>
  readonly stages: Reader<StageEntry, NoFilter, 'projectId'>
  /** Business time. */
  readonly clock: Clock
}

/** Handoff of a sold engagement from sales to delivery. */
export interface Handoff extends Entity {
  readonly opportunityId: string
  readonly contractId: string | null
  readonly accountId: string | null
  readonly projectId: string | null
  readonly legalEntityId: string | null
  readonly region: RegionCode | null
  readonly serviceType: ServiceType | null
  readonly status: HandoffStatus
  readonly attempt: number
  readonly runId: string
  readonly templateCode: string | null
  /** 0 to 1. */
  readonly completenessScore: DecimalText | null
  readonly findings: readonly CompletenessFinding[]
  readonly blockers: readonly Blocker[]
  readonly openedAt: InstantText
  readonly acceptedAt: InstantText | null
  readonly contractApprovedAt: InstantText | null
  readonly projectCreatedAt: InstantText | null
  readonly resourcesAssignedAt: InstantText | null
  readonly kickoffCompletedAt: InstantText | null
  /** Business hours. */
  readonly setupCycleHours: DecimalText | null
}

/** Completeness rule that a contract did not pass. */
export interface CompletenessFinding {
  readonly rule: string
  readonly severity: 'BLOCKING' | 'WARNING'
  readonly field: string
  readonly message: string
}

/** What a person has to cure before the next attempt. */
export interface Blocker {
  readonly code: string
  readonly severity: 'BLOCKING' | 'WARNING'
  readonly category: ErrorCategory
  readonly message: string
  readonly system: SystemCode | null
  readonly ownerRole: string
  readonly since: InstantText
}

export interface WorkflowRun extends Entity {
  /** `ho:{opportunityId}:{attempt}`; the id under which the engine knows the run. */
  readonly key: string
  readonly kind: 'SOW_TO_PROJECT'
  readonly definitionVersion: number
  readonly handoffId: string
  readonly projectId: string | null
  readonly status: RunStatus
  readonly correlationId: string
  readonly startedBy: string
  readonly startedByWorkerId: string | null
  readonly startedAt: InstantText
  readonly completedAt: InstantText | null
  readonly currentStepKey: string | null
  readonly exceptionCount: number
  readonly failureCode: string | null
  readonly failureCategory: ErrorCategory | null
  readonly failureMessage: string | null
  readonly failureSystem: SystemCode | null
}

export interface WorkflowStep extends Entity {
  readonly runId: string
  readonly key: string
  readonly position: number
  readonly name: string
  readonly stage: DeliveryStage
  readonly system: SystemCode
  readonly status: StepStatus
  readonly attempt: number
  readonly maxAttempts: number
  readonly idempotencyKey: string
  readonly externalReference: string | null
  readonly startedAt: InstantText | null
  readonly completedAt: InstantText | null
  readonly errorCode: string | null
  readonly errorCategory: ErrorCategory | null
  readonly errorMessage: string | null
  readonly errorSystem: SystemCode | null
  readonly nextRetryAt: InstantText | null
  readonly compensationStatus: CompensationStatus
}

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
  readonly comment: string | null
  readonly requestedAt: InstantText
  readonly dueAt: InstantText
  readonly decidedAt: InstantText | null
}

/** One transition; append-only. */
export interface AuditEvent extends Entity {
  readonly sequence: number
  readonly runId: string
  readonly entity: AuditedEntity
  readonly entityId: string
  readonly action: string
  readonly fromState: string | null
  readonly toState: string
  readonly actor: string
  readonly actorKind: 'PERSON' | 'PARTNER' | 'SERVICE' | 'AI_SERVICE'
  readonly correlationId: string
  /** Business time. */
  readonly occurredAt: InstantText
  /** Real time. */
  readonly recordedAt: InstantText
  readonly payload: Readonly<Record<string, string>>
}

/** Time that a project spent in a stage. */
export interface StageEntry extends Entity {
  readonly projectId: string
  readonly stage: DeliveryStage
  readonly enteredAt: InstantText
  readonly leftAt: InstantText | null
}

export interface ApprovalParticipants {
  readonly requestedBy: string
  /** Subjects and worker ids of those who decided on the other approvals of the run. */
  readonly otherDeciders: readonly string[]
}

export interface HandoffDraft {
  readonly opportunityId: string
  /** Null takes the statement of work of the opportunity. */
  readonly contractId: string | null
}

export type ApprovalAction = { readonly kind: 'decide'; readonly decision: ApprovalDecision; readonly comment: string | null }
export type RunAction = { readonly kind: 'cancel'; readonly reason: string }

export interface HandoffFilter {
  readonly status?: readonly HandoffStatus[] | null
  readonly region?: readonly RegionCode[] | null
  readonly serviceType?: readonly ServiceType[] | null
  readonly opportunityIds?: readonly string[] | null
  readonly accepted?: { readonly from: DateText; readonly to: DateText } | null
}

export interface WorkflowRunFilter {
  readonly status?: readonly RunStatus[] | null
  readonly projectIds?: readonly string[] | null
}

export interface ApprovalFilter {
  /** Open approvals that this person may decide. */
  readonly decidableBy?: { readonly subject: string; readonly workerId: string | null; readonly roles: readonly string[] } | null
  readonly kind?: readonly ApprovalKind[] | null
  readonly status?: readonly ApprovalStatus[] | null
}

/** Filter of records that are read by their owner only. */
export type NoFilter = Readonly<Record<never, never>>

export type ApprovalKind = 'SOW_LEGAL' | 'BILLING_TERMS_FINANCE'
export type ApprovalDecision = 'APPROVE' | 'REJECT'
export type SystemCode = 'DELIVERY' | 'CRM' | 'ERP' | 'PSA' | 'DOCUMENTS'
export type ErrorCategory =
  | 'TRANSIENT'
  | 'VALIDATION'
  | 'MASTER_DATA'
  | 'CONFLICT'
  | 'AUTHORIZATION'
  | 'BUSINESS_RULE'
  | 'CANCELLED'
  | 'UNKNOWN'
