import type { Stage } from '../pipeline.ts'
import type { ExecutionEngine, Operation, OperationResult } from './executor.ts'

/** Hands the operation to the engine: plan (cached by its plan key), fetch, put together. */
export function usePlanAndFetch(engine: ExecutionEngine): Stage<Operation, OperationResult> {
  return { name: 'plan and fetch', run: (operation) => engine.execute(operation) }
}
