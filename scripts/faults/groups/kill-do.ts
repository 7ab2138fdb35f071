import { type Cell, cellName } from '../cells.ts'
import type { Drill, DrillGroup } from '../ground.ts'
import type { KillMoment } from '../kill-waves.ts'
import { KILL_MOMENTS, killRule } from './kill-rule.ts'
import { playAtOnce } from './play-at-once.ts'

/** A worker dies before, during and after every write of a handoff. It completes all the same. */
export const killDo: DrillGroup = {
  name: 'do',
  drills: ({ dos }) => dos.flatMap((cell) => KILL_MOMENTS.map((moment) => killDrill(cell, moment))),
  play: playAtOnce,
}

function killDrill(cell: Cell, moment: KillMoment): Drill {
  return {
    id: `do/${cellName(cell)}/${moment}`,
    expects: 'completed',
    arm: ({ plan, waves }, { token }) => plan.arm(killRule(waves, { token, cell, moment, occurrence: 1 })),
  }
}
