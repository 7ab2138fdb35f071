import type { DeliveryStage, HandoffStatus } from '../states.ts'
import type { ApprovalKind, SystemCode } from '../vocabulary.ts'

/** One version of a workflow, as data: what it does, where, in which order. Runs stay on the version they began with. */
export interface WorkflowDefinition {
  readonly kind: 'SOW_TO_PROJECT'
  readonly version: number
  readonly name: string
  /** Worker who is accountable for the process. */
  readonly processOwnerId: string
  /** What changed against the version before. */
  readonly changeNote: string
  /** Steps in their order; the steps of one group stand side by side, and the next group begins when all of them are done. */
  readonly groups: readonly (readonly StepDefinition[])[]
  /** State of the handoff when all steps are done. */
  readonly endsIn: HandoffStatus
}

export interface StepDefinition {
  /** Stable over versions; it is part of every idempotency key. */
  readonly key: string
  readonly name: string
  /** System that the step works in. */
  readonly system: SystemCode
  /** Lifecycle stage of the engagement that it belongs to. */
  readonly stage: DeliveryStage
  /** State of the handoff while the step is in progress. */
  readonly during: HandoffStatus
  /** Role that is accountable for the step. */
  readonly ownerRole: string
  /** Steps whose answers it needs. */
  readonly requiredInputs: readonly string[]
  /** Attempts before the call is parked in the fallback queue; 1 for a step that waits for people. */
  readonly maxAttempts: number
  /** Whether the run goes on without it when it fails for good. */
  readonly optional: boolean
  /** Whether it is a control point, which no variant may leave out and nobody may skip. */
  readonly mandatoryControl: boolean
  /** What its undo does, for people; null when there is nothing to undo. */
  readonly compensation: string | null
  /** Stage that the project has reached when the step is completed. */
  readonly reaches?: DeliveryStage
  /** Present when people decide the step; who and by when is the approval policy's. */
  readonly approval?: { readonly kind: ApprovalKind }
  /** Present when the step waits until people have done their work in a system. */
  readonly wait?: {
    readonly role: string
    readonly slaBusinessDays: number
    /** Roles that take over at the first, second ... deadline. */
    readonly escalateTo: readonly string[]
  }
}

/** A step with the position of its group, from 1. */
export interface PlacedStep extends StepDefinition {
  readonly group: number
}

export function stepsOf(definition: Pick<WorkflowDefinition, 'groups'>): readonly StepDefinition[] {
  return definition.groups.flat()
}

/** Name of a version, for example `sow-to-project@2`. */
export const definitionId = ({ kind, version }: Pick<WorkflowDefinition, 'kind' | 'version'>): string =>
  `${kind.toLowerCase().replaceAll('_', '-')}@${version}`
