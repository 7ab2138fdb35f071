import type { Change } from '../changes.ts'
import { stepsOf, type WorkflowDefinition } from '../definition.ts'
import type { RunState } from '../run-state.ts'
import { goOn } from './go-on.ts'

/** Every step is done. The last one may have been a wait, or left out by a person: the run goes on once more to end. */
export function finishRun(state: RunState, definition: WorkflowDefinition): readonly Change[] {
  const last = stepsOf(definition).at(-1)
  return [
    ...(last === undefined ? [] : goOn(state, last.during)),
    { entity: 'Handoff', to: definition.endsIn },
    { entity: 'WorkflowRun', to: 'COMPLETED' },
  ]
}
