import type { DecimalText, InstantText } from '../../../contracts/wire/values.ts'
import type { Failure } from '../failure.ts'
import type { Blocker, CompletenessFinding, RegionCode, ServiceType } from '../port.ts'
import type {
  ApprovalStatus,
  DeliveryStage,
  HandoffStatus,
  NotedEntity,
  NoteOf,
  ReviewTaskStatus,
  RunStatus,
  StepStatus,
} from '../states.ts'
import type { ApprovalDraft, ApprovalState, RunState, StepState, TaskDraft, TaskResolution } from './run-state.ts'

/**
 * What is to be written, as data. Planners are pure and answer a list of these; the ledger writes the list in one
 * transaction, and every `to` is one row of the event log, and so is every `note` of a record that stays in its state.
 */
export type Change =
  | (Noted<'WorkflowRun', RunStatus> & { readonly set?: RunPatch; readonly details?: Details })
  | { readonly entity: 'Handoff'; readonly to?: HandoffStatus; readonly set?: HandoffPatch; readonly details?: Details }
  | (Noted<'WorkflowStep', StepStatus> & { readonly key: string; readonly set?: StepPatch; readonly details?: Details })
  | { readonly entity: 'Approval'; readonly ask: ApprovalDraft }
  | (Noted<'Approval', ApprovalStatus> & { readonly id: string; readonly set?: ApprovalPatch; readonly details?: Details })
  | { readonly entity: 'ReviewTask'; readonly open: TaskDraft }
  | {
      readonly entity: 'ReviewTask'
      readonly id: string
      readonly to: ReviewTaskStatus
      readonly set?: TaskResolution
      readonly details?: Details
    }
  | { readonly entity: 'ProjectStage'; readonly stage: DeliveryStage }
  | { readonly entity: 'Reservation'; readonly to: 'IN_USE' }
  | { readonly entity: 'Notice'; readonly role: string; readonly title: string }

/** A change of a record whose events may be notes; one change is a transition, or a note, or nothing for the log. */
interface Noted<Entity extends NotedEntity, Status> {
  readonly entity: Entity
  readonly to?: Status
  /** Told when there is no `to`. */
  readonly note?: NoteOf<Entity>
}

/**
 * Facts for the audit trail; never personal data. What a person wrote stays in the record itself, which retention removes: the
 * log, which nobody can change, only says that there was something.
 */
export type Details = Readonly<Record<string, string>>

export interface RunPatch {
  readonly currentStepKey?: string
  readonly exceptionCount?: number
  readonly failure?: Failure | null
  readonly cancel?: { readonly by: string; readonly reason: string } | null
  readonly cancelRefusedAt?: InstantText
  readonly completedAt?: InstantText
}

/** What a step may enter on the handoff. */
export interface HandoffPatch {
  readonly contractId?: string
  readonly accountId?: string
  readonly legalEntityId?: string
  readonly region?: RegionCode
  readonly serviceType?: ServiceType
  readonly acceptedAt?: InstantText
  readonly completenessScore?: DecimalText
  readonly findings?: readonly CompletenessFinding[]
  readonly blockers?: readonly Blocker[]
  readonly contractApprovedAt?: InstantText | null
  readonly projectCreatedAt?: InstantText | null
  readonly resourcesAssignedAt?: InstantText | null
  readonly kickoffCompletedAt?: InstantText | null
  readonly setupCycleHours?: DecimalText | null
  /** Also entered on the run, its approvals and its tasks. */
  readonly projectId?: string | null
  readonly templateCode?: string | null
}

export type StepPatch = Partial<Omit<StepState, 'key' | 'status'>>
export type ApprovalPatch = Partial<Omit<ApprovalState, 'id' | 'status' | 'revision'>>

/** The state after the changes; the ledger's rows say the same once it has written them. */
export function applyChanges(state: RunState, changes: readonly Change[], now: InstantText): RunState {
  return changes.reduce(applyChange, { ...state, now })
}

function applyChange(state: RunState, change: Change): RunState {
  switch (change.entity) {
    case 'WorkflowRun': {
      const { currentStepKey, exceptionCount, cancel, cancelRefusedAt } = change.set ?? {}
      return {
        ...state,
        run: {
          ...state.run,
          ...(change.to && { status: change.to }),
          ...(currentStepKey !== undefined && { currentStepKey }),
          ...(exceptionCount !== undefined && { exceptionCount }),
          ...(cancel !== undefined && { cancel }),
          ...(cancelRefusedAt !== undefined && { cancelRefusedAt }),
        },
      }
    }
    case 'Handoff': {
      const { projectId, contractId, region, acceptedAt, contractApprovedAt, projectCreatedAt } = change.set ?? {}
      return {
        ...state,
        run: projectId === undefined ? state.run : { ...state.run, projectId },
        handoff: {
          status: change.to ?? state.handoff.status,
          contractId: contractId ?? state.handoff.contractId,
          region: region ?? state.handoff.region,
          acceptedAt: acceptedAt ?? state.handoff.acceptedAt,
          contractApprovedAt: contractApprovedAt === undefined ? state.handoff.contractApprovedAt : contractApprovedAt,
          projectCreatedAt: projectCreatedAt === undefined ? state.handoff.projectCreatedAt : projectCreatedAt,
        },
      }
    }
    case 'WorkflowStep':
      return {
        ...state,
        steps: state.steps.map((step) =>
          step.key === change.key ? { ...step, ...change.set, status: change.to ?? step.status } : step,
        ),
      }
    case 'Approval':
      return {
        ...state,
        approvals: 'ask' in change ? [...state.approvals, asked(change.ask, state.now)] : decided(state, change),
      }
    case 'ReviewTask':
      return {
        ...state,
        tasks:
          'open' in change
            ? [...state.tasks, { ...change.open, status: 'OPEN', revision: 1 }]
            : state.tasks.filter(({ id }) => id !== change.id),
      }
    case 'ProjectStage':
    case 'Reservation':
    case 'Notice':
      return state // nothing is decided by them
  }
}

function decided(
  { approvals }: RunState,
  { id, to, set }: { readonly id: string; readonly to?: ApprovalStatus; readonly set?: ApprovalPatch },
): readonly ApprovalState[] {
  return approvals.map((approval) => (approval.id === id ? { ...approval, ...set, status: to ?? approval.status } : approval))
}

const asked = (draft: ApprovalDraft, requestedAt: InstantText): ApprovalState => ({
  ...draft,
  status: 'PENDING',
  revision: 1,
  escalationLevel: 0,
  delegatedToWorkerId: null,
  delegatedByWorkerId: null,
  requestedAt,
  remainingHours: null,
  pausedHours: '0' as DecimalText, // a literal decimal
  sentBackAt: null,
  resubmittedBy: null,
  resubmittedByWorkerId: null,
  choice: null,
  decision: null,
  comment: null,
  comments: [],
  decidedBy: null,
  decidedByWorkerId: null,
  decidedAt: null,
})
