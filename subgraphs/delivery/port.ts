import type { DateText, DecimalText, InstantText } from '../../contracts/wire/values.ts'
import type { Acts, Call, Creates, Entity, Reader, SystemOfRecord } from '../shared/port.ts'
import type { RegionCode, ServiceType } from '../shared/vocabulary.ts'
import type { Approval, ApprovalAction, ApprovalFilter, ApprovalParticipants } from './approval-port.ts'
import type { Clock } from './clock.ts'
import type {
  ClientRevocation,
  Partner,
  PartnerClient,
  PartnerClientAction,
  PartnerClientDraft,
  PartnerDraft,
  PartnerFilter,
  TokenRevocation,
  TokenRevocationDraft,
} from './partner-port.ts'
import type { ProgressLog } from './progress.ts'
import type {
  AuditedEntity,
  CompensationStatus,
  DeliveryStage,
  HandoffStatus,
  ReviewTaskStatus,
  RunStatus,
  StepStatus,
} from './states.ts'
import type { ErrorCategory, ReviewResolution, SystemCode } from './vocabulary.ts'
import type { WorkflowDefinition } from './workflows/definition.ts'

export type { PricingModel, RegionCode, ServiceType } from '../shared/vocabulary.ts'
export type {
  ApprovalDecision,
  ApprovalKind,
  CommentOccasion,
  ErrorCategory,
  ReviewResolution,
  SystemCode,
} from './vocabulary.ts'

/** The orchestration's own records, as the subgraph reads and writes them. The worker writes through the journal. */
export interface DeliverySystem extends SystemOfRecord {
  readonly handoffs: Reader<Handoff, HandoffFilter, 'opportunityId' | 'projectId', 'openedAt'> & Creates<Handoff, HandoffDraft>
  readonly runs: Reader<WorkflowRun, WorkflowRunFilter, 'projectId', 'startedAt'> &
    Acts<WorkflowRun, RunAction> & {
      /** What was issued for the project of each run, by the id of the run; a run that has not got that far has no entry. */
      findReservations(runIds: readonly string[], call: Call): Promise<ReadonlyMap<string, ProjectReservation>>
    }
  readonly steps: Reader<WorkflowStep, WorkflowStepFilter, 'runId', 'nextAttemptAt'>
  readonly approvals: Reader<Approval, ApprovalFilter, 'runId' | 'contractId' | 'projectId', 'requestedAt'> &
    Acts<Approval, ApprovalAction> & {
      /** Who may not decide: everybody who had a part in it. Null when there is no such approval. */
      participantsOf(approvalId: string, call: Call): Promise<ApprovalParticipants | null>
    }
  readonly reviewTasks: Reader<ReviewTask, ReviewTaskFilter, 'runId', 'openedAt'> & Acts<ReviewTask, ReviewTaskAction>
  readonly deferredNews: Reader<DeferredNews, NoFilter, never, 'createdAt'>
  readonly notices: Reader<Notice, NoticeFilter, 'runId', 'noticedAt'>
  readonly definitions: Reader<WorkflowDefinitionRecord, WorkflowDefinitionFilter, never, 'version'> &
    Creates<WorkflowDefinitionRecord, WorkflowDefinition>
  readonly events: Reader<AuditEvent, NoFilter, 'runId', 'sequence'>
  readonly stages: Reader<StageEntry, NoFilter, 'projectId'>
  readonly partners: Reader<Partner, PartnerFilter, never, 'name'> & Creates<Partner, PartnerDraft>
  readonly partnerClients: Reader<PartnerClient, NoFilter, 'partnerId'> &
    Creates<PartnerClient, PartnerClientDraft> &
    Acts<PartnerClient, PartnerClientAction>
  readonly clientRevocations: Reader<ClientRevocation, NoFilter, 'clientId'>
  readonly tokenRevocations: Reader<TokenRevocation, NoFilter> & Creates<TokenRevocation, TokenRevocationDraft>
  /** The event log for those who follow a run. */
  readonly progress: ProgressLog
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

export interface ProjectReservation {
  readonly projectId: string
  readonly code: string
  readonly status: 'RESERVED' | 'IN_USE' | 'VOID'
  readonly reservedAt: InstantText
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
  readonly ownerRole: string
  readonly optional: boolean
  readonly mandatoryControl: boolean
  /** Rounds in the fallback queue; 0 while it was never there. */
  readonly fallbackRound: number
  /** Next attempt out of the fallback queue, business time. */
  readonly nextAttemptAt: InstantText | null
  readonly firstFailedAt: InstantText | null
  readonly recoveredAt: InstantText | null
  readonly manual: boolean
  readonly reason: string | null
  readonly dueAt: InstantText | null
  readonly waitingRole: string | null
  readonly escalationLevel: number
}

/** Something that only a person can settle. */
export interface ReviewTask extends Entity {
  readonly runId: string
  readonly handoffId: string
  readonly stepKey: string
  /** Whether the step itself or its undo is in question. */
  readonly subject: 'STEP' | 'UNDO'
  readonly status: ReviewTaskStatus
  readonly category: ErrorCategory
  readonly code: string
  readonly title: string
  readonly message: string
  readonly system: SystemCode | null
  readonly assigneeRole: string
  readonly openedAt: InstantText
  readonly dueAt: InstantText
  readonly resolvedAt: InstantText | null
  readonly resolvedByWorkerId: string | null
  readonly resolution: ReviewResolution | null
  readonly comment: string | null
}

/** What a role is told when a handoff gets somewhere. */
export interface Notice extends Entity {
  readonly runId: string
  readonly handoffId: string
  readonly projectId: string | null
  readonly role: string
  readonly title: string
  readonly noticedAt: InstantText
}

/** News of another system that could not be dealt with when it was told; it is tried again until it can. Real time. */
export interface DeferredNews extends Entity {
  readonly system: SystemCode
  readonly type: string
  readonly subjectId: string
  readonly attempts: number
  readonly code: string
  readonly message: string
  readonly nextAttemptAt: InstantText
}

/** One published version of a workflow. */
export interface WorkflowDefinitionRecord extends Entity {
  readonly kind: WorkflowDefinition['kind']
  readonly version: number
  readonly status: 'PUBLISHED' | 'RETIRED'
  readonly name: string
  readonly processOwnerId: string
  readonly endsIn: HandoffStatus
  readonly groups: WorkflowDefinition['groups']
  readonly changeNote: string
  readonly publishedAt: InstantText
  readonly publishedBy: string
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

export interface HandoffDraft {
  readonly opportunityId: string
  /** Null takes the statement of work of the opportunity. */
  readonly contractId: string | null
}

export type RunAction =
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'retry-step'; readonly stepKey: string; readonly reason: string }
  | { readonly kind: 'skip-step'; readonly stepKey: string; readonly reason: string }
export interface ReviewTaskAction {
  readonly kind: 'resolve'
  readonly resolution: ReviewResolution
  readonly comment: string
}

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

export interface WorkflowStepFilter {
  readonly status?: readonly StepStatus[] | null
}

export interface ReviewTaskFilter {
  /** Open tasks of these roles. */
  readonly roles?: readonly string[] | null
  readonly status?: readonly ReviewTaskStatus[] | null
}

export interface NoticeFilter {
  readonly roles?: readonly string[] | null
}

export interface WorkflowDefinitionFilter {
  readonly kind?: readonly WorkflowDefinition['kind'][] | null
}

/** Filter of records that are read by their owner only. */
export type NoFilter = Readonly<Record<never, never>>
