import type { Failure } from '../failure.ts'
import type { Details, HandoffPatch } from './changes.ts'

/** How a step ended well. */
export interface Completion<Result = unknown> {
  /** Plain JSON; later steps read it. */
  readonly result: Result
  /** Identifier that the system answered with. */
  readonly externalReference?: string | null
  readonly handoff?: HandoffPatch
  readonly details?: Details
  readonly notices?: readonly { readonly role: string; readonly title: string }[]
}

/** What came of one attempt, as data. */
export type Outcome =
  | { readonly kind: 'completed'; readonly completion: Completion }
  /** People have not done yet what the step waits for. */
  | { readonly kind: 'waiting' }
  /** The step does not concern this run. */
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly findings: HandoffPatch }
