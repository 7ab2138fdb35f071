import type { ApprovalKind, SystemCode } from '../port.ts'
import type { DeliveryStage, HandoffStatus } from '../states.ts'

/** One version of a workflow, as data: what it does, where, in which order. Running runs stay on the version they began with. */
export interface WorkflowDefinition {
  readonly kind: 'SOW_TO_PROJECT'
  readonly version: number
  /** Name that the engine knows, with the version. */
  readonly name: string
  /** Steps in their order; the steps of one group run side by side. */
  readonly groups: readonly (readonly StepDefinition[])[]
  /** State of the handoff when all steps are completed. */
  readonly endsIn: HandoffStatus
}

export interface StepDefinition {
  /** Stable over versions. */
  readonly key: string
  readonly name: string
  /** System that the step works in. */
  readonly system: SystemCode
  /** Lifecycle stage of the engagement that it belongs to. */
  readonly stage: DeliveryStage
  /** State of the handoff while the step is in progress. */
  readonly during: HandoffStatus
  /** Attempts before the step fails; 1 for a step that waits for a person. */
  readonly maxAttempts: number
  /** Present when people decide the step. */
  readonly approval?: {
    readonly kind: ApprovalKind
    readonly approverRole: string
    /** Time to decide, in business hours of the region. */
    readonly slaBusinessHours: number
  }
}

export function stepsOf(definition: WorkflowDefinition): readonly StepDefinition[] {
  return definition.groups.flat()
}
