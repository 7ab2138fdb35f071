import type { Change } from './changes.ts'
import type { StepDefinition, WorkflowDefinition } from './definition.ts'
import { type RunState, stepOf } from './run-state.ts'

/**
 * Steps that are read again before this one is made again: everything before it that only reads, because a person has
 * reworked what was read. That holds until people have decided; what comes later builds what they approved. The one
 * exception is the first step after the decisions, when it found that what was approved has changed since.
 */
export function rereadFor(state: RunState, { groups }: WorkflowDefinition, key: string): readonly Change[] {
  const at = groups.findIndex((group) => group.some((step) => step.key === key))
  const lastDecision = groups.findLastIndex((group) => group.some(({ approval }) => approval !== undefined))
  const declared = groups[at]?.find((step) => step.key === key)
  const isReader = declared !== undefined && declared.wait === undefined && at <= lastDecision
  const isOverrun = at === lastDecision + 1 && stepOf(state, key).error?.category === 'CONFLICT'
  if (!isReader && !isOverrun) return []
  return groups
    .slice(0, at)
    .flat()
    .filter((step) => onlyReads(step) && stepOf(state, step.key).status === 'COMPLETED')
    .map((step) => makeAgain(step.key))
}

/** Nothing is left behind by it and nobody waits for it, so it may be made again as often as need be. */
const onlyReads = ({ approval, wait, compensation, optional }: StepDefinition): boolean =>
  approval === undefined && wait === undefined && compensation === null && !optional

/** A step that is done begins anew. */
export const makeAgain = (key: string): Change => ({
  entity: 'WorkflowStep',
  key,
  to: 'RETRYING',
  set: {
    attemptsInRound: 0,
    fallbackRound: 0,
    firstFailedAt: null,
    nextRetryAt: null,
    nextAttemptAt: null,
    completedAt: null,
  },
})
