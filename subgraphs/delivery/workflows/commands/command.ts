import type { Principal } from '../../../../contracts/wire/principal.ts'
import type { WriteError } from '../../../shared/port.ts'
import type { Change } from '../changes.ts'
import type { WorkflowDefinition } from '../definition.ts'
import type { RunState } from '../run-state.ts'

/** What a word to a run is judged by when it does not matter what its speaker may do. */
export interface WordContext {
  readonly state: RunState
  readonly definition: WorkflowDefinition
  readonly by: Pick<Principal, 'subject' | 'workerId'>
}

/** What a person's word to a run is judged by. Judging is pure: the same word on the same state has the same answer. */
export interface CommandContext extends WordContext {
  readonly by: Principal
}

/** What is to be written, or why the word is refused. */
export type Verdict =
  | { readonly ok: true; readonly changes: readonly Change[] }
  | { readonly ok: false; readonly error: WriteError }

export const accept = (...changes: readonly Change[]): Verdict => ({ ok: true, changes })
export const refuse = (error: WriteError): Verdict => ({ ok: false, error })
export const invalidState = (message: string, currentState: string, allowedStates: readonly string[] = []): Verdict =>
  refuse({ code: 'INVALID_STATE', message, currentState, allowedStates })
