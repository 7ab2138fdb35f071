import { isDeepStrictEqual } from 'node:util'
import type { Change } from '../changes.ts'
import type { StepDefinition, WorkflowDefinition } from '../definition.ts'
import type { Outcome } from '../outcome.ts'
import { makeAgain } from '../rereads.ts'
import { currentApprovals, type RunState, stepOf } from '../run-state.ts'

/**
 * A step that was read again says something else than before: whatever people were asked or have approved on the former
 * answer is asked anew, so that what is approved is what is built. A step whose effect can be brought up to date
 * (`repeatable`) is made again.
 */
export function askAnew(
  state: RunState,
  { groups }: WorkflowDefinition,
  { key }: StepDefinition,
  outcome: Outcome,
  repeatable: ReadonlySet<string>,
): readonly Change[] {
  if (outcome.kind !== 'completed') return []
  const { result: before } = stepOf(state, key)
  if (before === null || isDeepStrictEqual(before, asKept(outcome.completion.result))) return []
  const at = groups.findIndex((group) => group.some((step) => step.key === key))
  const later = groups.slice(at + 1).flat()
  const again = later.filter((step) => repeatable.has(step.key) && stepOf(state, step.key).status === 'COMPLETED')
  const anew = later
    .filter((step) => step.approval !== undefined && ['WAITING', 'COMPLETED'].includes(stepOf(state, step.key).status))
    .flatMap((step) => [
      ...currentApprovals(state, step.key)
        .filter(({ status }) => ['PENDING', 'ESCALATED', 'SENT_BACK'].includes(status))
        .map(({ id }) => ({ entity: 'Approval', id, to: 'CANCELLED', details: { changed: key } }) as const),
      { entity: 'WorkflowStep', key: step.key, to: 'RETRYING', set: { completedAt: null }, details: { changed: key } } as const,
    ])
  return [...again.map((step) => makeAgain(step.key)), ...anew]
}

/** The ledger keeps JSON: what has no value is not there. */
const asKept = (result: unknown): unknown => JSON.parse(JSON.stringify(result))
