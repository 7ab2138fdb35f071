import type { Stage } from '../../scripts/demo/story.ts'
import type { SharedStack } from './shared-stack.ts'

/** A stage without narration: stories and their parts serve as test steps, and a broken promise throws. */
export function silentStage({ as }: Pick<SharedStack, 'as'>): Stage {
  return {
    as,
    tell: () => undefined,
    show: () => undefined,
    assert(holds, promise) {
      if (!holds) throw new Error(promise)
    },
  }
}
