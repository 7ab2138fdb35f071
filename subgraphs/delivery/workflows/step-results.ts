import type { StepResults } from '../steps/results.ts'
import type { StepContext } from '../steps/step.ts'
import type { RunState } from './run-state.ts'

/** What the steps of a run have answered so far. */
export function resultsOf({ run, steps }: Pick<RunState, 'run' | 'steps'>): Pick<StepContext, 'findResult' | 'resultOf'> {
  const findResult = <Key extends keyof StepResults>(wanted: Key) =>
    (steps.find((step) => step.key === wanted)?.result ?? null) as StepResults[Key] | null // written by that very step
  return {
    findResult,
    resultOf(wanted) {
      const result = findResult(wanted)
      if (result === null) throw new Error(`the answer of step ${wanted} of ${run.key} is needed, and there is none`)
      return result
    },
  }
}
