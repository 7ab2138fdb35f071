import type { DecimalText, InstantText, Money } from '../../../contracts/wire/values.ts'
import type { Failure } from '../failure.ts'
import type { CompletenessFinding, RegionCode, ServiceType } from '../port.ts'
import type { ApprovalStatus } from '../states.ts'
import type { StepDefinition, WorkflowDefinition } from './definition.ts'

/** What the engine keeps of a run: who and what it is about. Plain JSON. */
export interface RunInput {
  readonly runId: string
  /** `ho:{opportunityId}:{attempt}`; the base of every idempotency key, also after a fork in the engine. */
  readonly key: string
  readonly handoffId: string
  readonly opportunityId: string
  /** Null takes the statement of work of the opportunity. */
  readonly contractId: string | null
  readonly correlationId: string
  readonly startedBy: { readonly subject: string; readonly workerId: string | null }
}

/** What a step may enter on the handoff; the journal writes it together with the end of the step. */
export interface HandoffPatch {
  readonly contractId?: string
  readonly accountId?: string
  readonly legalEntityId?: string
  readonly region?: RegionCode
  readonly serviceType?: ServiceType
  readonly acceptedAt?: InstantText
  readonly completenessScore?: DecimalText
  readonly findings?: readonly CompletenessFinding[]
  readonly contractApprovedAt?: InstantText | null
  /** Also entered on the run and its approvals. */
  readonly projectId?: string | null
  readonly templateCode?: string | null
}

/** How a step ended well. */
export interface Completion<Result = unknown> {
  /** Plain JSON; later steps read it. */
  readonly result: Result
  /** Identifier that the system answered with. */
  readonly externalReference?: string | null
  readonly handoff?: HandoffPatch
  /** Facts for the audit trail; never personal data. */
  readonly details?: Readonly<Record<string, string>>
}

/** May the attempt begin? A step that ended before is answered from the ledger, so that a repetition does nothing. */
export type StepOpening =
  | { readonly kind: 'go' }
  | { readonly kind: 'completed'; readonly result: unknown }
  /** `isBegun` tells whether an attempt was made, which may have had its effect. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly isBegun: boolean }

export interface ApprovalRequest {
  readonly contractId: string
  readonly title: string
  readonly amount: Money | null
  readonly dueAt: InstantText
}

export interface ApprovalReading {
  readonly stepKey: string
  readonly approvalId: string
  readonly status: ApprovalStatus
  readonly decidedByWorkerId: string | null
  readonly comment: string | null
}

/**
 * Ledger of steps and log of transitions, written by the worker. Every call is one transaction: the new state and its event
 * commit together or not at all; a call that was made before changes nothing. It waits while the database is away.
 */
export interface Journal {
  openStep(run: RunInput, step: StepDefinition): Promise<StepOpening>
  completeStep<Result>(run: RunInput, step: StepDefinition, completion: Completion<Result>): Promise<Result>
  retryStep(run: RunInput, step: StepDefinition, failure: Failure, nextRetryAt: InstantText): Promise<void>
  failStep(run: RunInput, step: StepDefinition, failure: Failure, handoff: HandoffPatch): Promise<void>

  askApproval(run: RunInput, step: StepDefinition, request: ApprovalRequest): Promise<void>
  /** Null when somebody asked to cancel the run. */
  readApprovals(run: RunInput): Promise<{ readonly approvals: readonly ApprovalReading[]; readonly cancelled: Failure | null }>

  /** Issues id and code of the project, once a run. */
  reserveProject(run: RunInput, entityCode: string): Promise<{ readonly projectId: string; readonly code: string }>
  /** The code is never used again. Answers the id that was reserved, null when none was. */
  voidReservation(run: RunInput): Promise<string | null>

  /** All steps are completed. Answers with a failure when a cancel came first. */
  finishRun(run: RunInput, definition: WorkflowDefinition, setup: SetupMeasure): Promise<Failure | null>
  startCompensation(run: RunInput, failure: Failure): Promise<void>
  /** False when the undo was done before. */
  openUndo(run: RunInput, step: StepDefinition): Promise<boolean>
  completeUndo(run: RunInput, step: StepDefinition, handoff: HandoffPatch): Promise<void>
  /** An undo failed for good: the run waits for an operator. */
  parkRun(run: RunInput, step: StepDefinition, failure: Failure): Promise<void>
  /** True once an operator asked to try the undo again; the run then compensates on. */
  unparkRun(run: RunInput): Promise<boolean>
  /** The end of a run that did not reach its goal: cancelled when somebody asked for it, failed otherwise. */
  endRun(run: RunInput, failure: Failure): Promise<void>
}

/** Business hours from acceptance to the end of the run, as the region counts them. */
export type SetupMeasure = (acceptedAt: InstantText, now: InstantText) => DecimalText
