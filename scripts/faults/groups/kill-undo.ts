import { cellName } from '../cells.ts'
import type { DrillGroup } from '../ground.ts'
import { cancelRule } from './cancel-rule.ts'
import { KILL_MOMENTS, killRule } from './kill-rule.ts'
import { playAtOnce } from './play-at-once.ts'

/** A worker dies before, during and after every undo of a handoff that was cancelled after its last write. */
export const killUndo: DrillGroup = {
  name: 'undo',
  drills: ({ undos }) =>
    undos.flatMap((cell) =>
      KILL_MOMENTS.map((moment) => ({
        id: `undo/${cellName(cell)}/${moment}`,
        expects: 'undone' as const,
        arm(ground, { token }) {
          const last = ground.cells.dos.at(-1)
          if (last !== undefined) ground.plan.arm(cancelRule(ground, token, last))
          ground.plan.arm(killRule(ground.waves, { token, cell, moment, occurrence: 1 }))
        },
      })),
    ),
  play: playAtOnce,
}
