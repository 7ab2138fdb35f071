import type { InstantText } from '../../../contracts/wire/values.ts'
import type { GraphClient } from '../graph/graph-client.ts'
import type { ApprovalRequest, Completion, HandoffPatch, Journal, RunInput } from '../workflows/journal.ts'
import type { StepKey } from '../workflows/sow-to-project.ts'
import type { StepResults } from './results.ts'

/** What a step works with. */
export interface StepContext {
  readonly run: RunInput
  /**
   * The same for every attempt and every worker: `{run key}:{step key}`. A step that calls twice adds a suffix. It is made
   * from the business key of the run, because a repaired run has another id in the engine.
   */
  readonly idempotencyKey: string
  readonly graph: GraphClient
  readonly journal: Pick<Journal, 'reserveProject' | 'voidReservation'>
  /** Business time of this attempt. */
  readonly now: InstantText
  /** What a former step of the run answered; it is there, or the definition is in the wrong order. */
  resultOf<Key extends keyof StepResults>(key: Key): StepResults[Key]
  /** The same for an undo, whose step may have had no answer. */
  findResult<Key extends keyof StepResults>(key: Key): StepResults[Key] | null
}

/**
 * A step with its undo beside it; both are idempotent on the key. The undo is registered before the do runs, because a
 * timeout can hide a success; so an undo of something that never happened must be a no-op.
 */
export interface SystemStep<Key extends keyof StepResults = keyof StepResults> {
  readonly key: Key & StepKey
  /** @throws StepFailure */
  do(context: StepContext): Promise<Completion<StepResults[Key]>>
  /** Null when there is nothing to undo. @throws StepFailure, which parks the run for an operator. */
  readonly undo: ((context: StepContext) => Promise<HandoffPatch>) | null
}

/** A step that a person decides: it only asks. Open requests are withdrawn when the run ends. */
export interface ApprovalStep {
  readonly key: StepKey
  ask(context: StepContext): Promise<Omit<ApprovalRequest, 'dueAt'>>
}

export type Step = SystemStep | ApprovalStep

export function defineStep<Key extends keyof StepResults>(step: SystemStep<Key>): SystemStep<Key> {
  return step
}
