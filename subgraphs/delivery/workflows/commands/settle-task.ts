import type { ReviewResolution } from '../../port.ts'
import type { Change } from '../changes.ts'
import type { WordContext } from './command.ts'

/** Closes the open task of a step, if there is one: whatever a person decides about the step settles it. */
export function settleTask(
  { state, by }: WordContext,
  stepKey: string,
  resolution: ReviewResolution,
  comment: string,
): readonly Change[] {
  return state.tasks
    .filter((task) => task.stepKey === stepKey)
    .map(({ id }) => ({
      entity: 'ReviewTask',
      id,
      to: 'RESOLVED',
      set: { resolution, resolvedBy: by.subject, resolvedByWorkerId: by.workerId, comment },
      details: { resolution },
    }))
}
