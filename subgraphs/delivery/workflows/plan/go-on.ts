import type { HandoffStatus } from '../../states.ts'
import type { Change } from '../changes.ts'
import type { RunState } from '../run-state.ts'

/** Run and handoff on the move. What blocks them is over, unless a step beside this one has a task that is still open. */
export function goOn({ run, handoff, tasks }: RunState, during: HandoffStatus): readonly Change[] {
  const changes: Change[] = []
  const isBlocked = tasks.length > 0
  if (run.status !== 'RUNNING') {
    changes.push({ entity: 'WorkflowRun', to: 'RUNNING', ...(!isBlocked && { set: { failure: null } }) })
  }
  if (handoff.status !== during && !isBlocked) changes.push({ entity: 'Handoff', to: during, set: { blockers: [] } })
  return changes
}
