import { cellName } from '../cells.ts'
import type { DrillGroup } from '../ground.ts'
import { cancelRule } from './cancel-rule.ts'
import { playAtOnce } from './play-at-once.ts'

/** A handoff is cancelled at every write. No system keeps anything of it in use. */
export const cancelEach: DrillGroup = {
  name: 'cancel',
  drills: ({ dos }) =>
    dos.map((cell) => ({
      id: `cancel/${cellName(cell)}`,
      expects: 'undone' as const,
      arm: (ground, { token }) => ground.plan.arm(cancelRule(ground, token, cell)),
    })),
  play: playAtOnce,
}
