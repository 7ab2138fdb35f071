import { blockersOf, type Failure } from '../../failure.ts'
import type { Change, HandoffPatch } from '../changes.ts'
import type { RunState } from '../run-state.ts'

/** Run and handoff stand still until a person has settled a task; a step beside this one may have stopped them before. */
export function blockRun(
  { run, handoff, now }: RunState,
  step: string,
  failure: Failure,
  findings: HandoffPatch = {},
): readonly Change[] {
  const { code, category } = failure
  return [
    {
      entity: 'Handoff',
      ...(handoff.status !== 'BLOCKED' && { to: 'BLOCKED' }),
      set: { ...findings, blockers: blockersOf(failure).map((blocker) => ({ ...blocker, since: now })) },
      details: { step, code },
    },
    {
      entity: 'WorkflowRun',
      ...(run.status !== 'IN_REVIEW' && { to: 'IN_REVIEW' }),
      set: { failure, exceptionCount: run.exceptionCount + 1 },
      details: { code, category },
    },
  ]
}
