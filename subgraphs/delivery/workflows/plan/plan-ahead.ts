import type { InstantText } from '../../../../contracts/wire/values.ts'
import { applyChanges, type Change } from '../changes.ts'
import { type Action, decide, type Rest } from '../decide.ts'
import type { StepDefinition, WorkflowDefinition } from '../definition.ts'
import { type RunState, stepOf } from '../run-state.ts'
import { askApproval, askNextLevel, endDelegation, escalate, escalateStep, type Question } from './approvals.ts'
import { beginStep, duringOf } from './begin-step.ts'
import { beginUndo, endCompensation } from './compensate.ts'
import { finishRun } from './finish-run.ts'
import { settleApproved, settleRejected } from './settle-approvals.ts'

/** What a run does when everything that is only writing is written. */
export type Doing = Extract<Action, { readonly kind: 'attempt' | 'undo' | 'cancel' | 'ended' }> | Rest

export interface Ahead {
  /** All of it belongs into one transaction. */
  readonly changes: readonly Change[]
  /** An attempt and an undo are begun by the changes already, so that whoever takes the run over knows of them. */
  readonly next: Doing
}

export interface Outlook {
  readonly definition: WorkflowDefinition
  /** Real time. */
  readonly realNow: InstantText
  /** Steps that were looked at since the run was last woken. */
  readonly looked: ReadonlySet<string>
  /** What an approval step asks, on the state at that point. */
  readonly ask: (state: RunState, step: StepDefinition) => Question
}

/**
 * Plans from a state as far as nothing but the ledger is concerned: what has just come of an attempt, the decisions that
 * follow from it, and the beginning of the next attempt. One transaction a step instead of two, and none in between that
 * a crash could separate. No I/O, no clock, no chance.
 */
export function planAhead(state: RunState, settled: readonly Change[], outlook: Outlook): Ahead {
  const changes: Change[] = [...settled]
  let at = applyChanges(state, settled, state.now)
  for (;;) {
    const action = decide(at, outlook.definition, outlook)
    const more = writesOf(at, action, outlook)
    changes.push(...more)
    at = applyChanges(at, more, state.now)
    if (isDoing(action)) return { changes, next: action }
  }
}

function isDoing(action: Action): action is Doing {
  return ['attempt', 'undo', 'cancel', 'rest', 'ended'].includes(action.kind)
}

function writesOf(state: RunState, action: Action, { definition, ask }: Outlook): readonly Change[] {
  switch (action.kind) {
    case 'attempt':
      // A look at what people have done is no attempt of its own.
      return stepOf(state, action.step.key).status === 'WAITING'
        ? []
        : beginStep(state, action.step, duringOf(state, definition, action.step))
    case 'ask':
      return askApproval(state, action.step, ask(state, action.step))
    case 'ask-next-level': {
      const next = askNextLevel(state, action.step, ask(state, action.step))
      return next === null ? settleApproved(state, action.step) : [next]
    }
    case 'escalate':
      return [escalate(state, action.approval)]
    case 'end-delegation':
      return [endDelegation(action.approval)]
    case 'escalate-step':
      return [escalateStep(state, action.step)]
    case 'settle-approved':
      return settleApproved(state, action.step)
    case 'settle-rejected':
      return settleRejected(state, action.step, action.approval)
    case 'undo':
      return beginUndo(state, action.step)
    case 'end-compensation':
      return endCompensation(state)
    case 'finish':
      return finishRun(state, definition)
    case 'rest':
      return action.status === state.run.status ? [] : [{ entity: 'WorkflowRun', to: action.status }]
    case 'cancel':
    case 'ended':
      return []
  }
}
