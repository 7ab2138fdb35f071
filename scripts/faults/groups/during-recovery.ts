import { type Cell, cellName } from '../cells.ts'
import type { Drill, DrillGroup } from '../ground.ts'
import type { KillMoment } from '../kill-waves.ts'
import { cancelRule } from './cancel-rule.ts'
import { killRule } from './kill-rule.ts'
import { playAtOnce } from './play-at-once.ts'

const SECOND_DEATHS: readonly KillMoment[] = ['after-effect', 'before-effect']

/**
 * The worker that takes a run over dies in the very call that it repeats, do or undo. The first death comes before the
 * effect: a step that finds its effect done need not call again.
 */
export const duringRecovery: DrillGroup = {
  name: 'recovery',
  drills: ({ dos, undos }) => [...dos, ...undos].map(drillOf),
  play: playAtOnce,
}

function drillOf(cell: Cell, index: number): Drill {
  const second = SECOND_DEATHS[index % SECOND_DEATHS.length] ?? 'after-effect'
  return {
    id: `recovery/${cellName(cell)}/again-${second}`,
    expects: cell.isUndo ? 'undone' : 'completed',
    arm(ground, { token }) {
      const { cells, plan, waves } = ground
      const last = cells.dos.at(-1)
      if (cell.isUndo && last !== undefined) plan.arm(cancelRule(ground, token, last))
      plan.arm(killRule(waves, { token, cell, occurrence: 1, moment: 'before-effect' }))
      plan.arm(killRule(waves, { token, cell, occurrence: 2, moment: second }))
    },
  }
}
