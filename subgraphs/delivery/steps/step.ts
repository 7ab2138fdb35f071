import type { InstantText } from '../../../contracts/wire/values.ts'
import type { CollaborationSystem } from '../collaboration/port.ts'
import type { GraphClient } from '../graph/graph-client.ts'
import type { HandoffPatch } from '../workflows/changes.ts'
import type { StepKey } from '../workflows/definitions/step-catalogue.ts'
import type { Completion } from '../workflows/outcome.ts'
import type { Question } from '../workflows/plan/approvals.ts'
import type { HandoffFacts, RunFacts } from '../workflows/run-state.ts'
import type { StepResults } from './results.ts'

/** What a step works with. */
export interface StepContext {
  readonly run: RunFacts
  readonly handoff: HandoffFacts
  /**
   * The same for every attempt and every worker: `{run key}:{step key}`. A step that calls twice adds a suffix, and its undo
   * adds `:undo`, which withdraws the key: what arrives later under it has no effect any more.
   */
  readonly idempotencyKey: string
  readonly graph: GraphClient
  /** Null until one is configured. */
  readonly collaboration: CollaborationSystem | null
  readonly reservations: {
    /** Issues id and code of the project, once a run. */
    reserve(entityCode: string): Promise<{ readonly projectId: string; readonly code: string }>
    /** The code is never used again. Answers the id that was reserved, null when none was. */
    void(): Promise<string | null>
  }
  /** Business time of this attempt. */
  readonly now: InstantText
  /** Business time of the first attempt: the same for all of them, so a repeated call says the same. */
  readonly startedAt: InstantText
  /** What a former step of the run answered; it is there, or the definition is in the wrong order. */
  resultOf<Key extends keyof StepResults>(key: Key): StepResults[Key]
  /** The same where there may be no answer: a step that was skipped, one of another version, the step of an undo. */
  findResult<Key extends keyof StepResults>(key: Key): StepResults[Key] | null
}

/**
 * A step with its undo beside it; both are idempotent on the key. The beginning is in the ledger before the do runs, because
 * a timeout can hide a success; so an undo of something that never happened must be a no-op.
 */
export interface SystemStep<Key extends keyof StepResults = keyof StepResults> {
  readonly key: Key & StepKey
  /** Why this run goes on without the step; null when it is needed. */
  skip?(context: StepContext): string | null
  /**
   * Whether the step is made again when rework changes what a former step answered before people have decided. Its former
   * answer is there then, and a call with other input takes a key of its own below `idempotencyKey`, so the undo withdraws all.
   */
  readonly isRepeatable?: true
  /** Null when people have not done yet what the step waits for. @throws StepFailure */
  do(context: StepContext): Promise<Completion<StepResults[Key]> | null>
  /** Null when there is nothing to undo. @throws StepFailure, which parks the run for a person when it is final. */
  readonly undo: ((context: StepContext) => Promise<HandoffPatch>) | null
}

/** A step that people decide: it only says what is asked. Open requests are withdrawn when the run ends. */
export interface ApprovalStep {
  readonly key: StepKey
  ask(context: StepContext): Question
}

export type Step = SystemStep | ApprovalStep

export function defineStep<Key extends keyof StepResults>(step: SystemStep<Key>): SystemStep<Key> {
  return step
}

export const isApprovalStep = (step: Step): step is ApprovalStep => 'ask' in step
