import { drawsOf } from '../seed/random.ts'
import type { Cells, Drill, DrillGroup } from './ground.ts'
import { badAnswers } from './groups/bad-answers.ts'
import { cancelEach } from './groups/cancel-each.ts'
import { duringRecovery } from './groups/during-recovery.ts'
import { killDo } from './groups/kill-do.ts'
import { killUndo } from './groups/kill-undo.ts'
import { outage } from './groups/outage.ts'
import { createPartKilledGroup } from './groups/part-killed.ts'
import { whileWaiting } from './groups/while-waiting.ts'
import { createZombieGroup } from './groups/zombie.ts'

/** Groups that play at the same time: their faults hang on their own calls. The phases come one after the other. */
export function createPhases(): readonly (readonly DrillGroup[])[] {
  return [
    [killDo, killUndo, duringRecovery, cancelEach, badAnswers],
    [whileWaiting],
    [createZombieGroup()],
    [createPartKilledGroup('database')],
    [createPartKilledGroup('gateway')],
    [outage],
  ]
}

export interface Selection {
  readonly only: RegExp | undefined
  readonly quick: boolean
  readonly seed: number
}

/** Drills of a quick run and group. */
const SAMPLE = 4
/** Left out of a quick run: it takes a minute by itself. */
const SLOW_GROUPS: readonly string[] = ['outage']

/** The drills of a group that are to be played. */
export function selectDrills(group: DrillGroup, cells: Cells, { only, quick, seed }: Selection): readonly Drill[] {
  const wanted = group.drills(cells).filter(({ id }) => only === undefined || only.test(id))
  if (!quick) return wanted
  if (SLOW_GROUPS.includes(group.name)) return []
  const draws = drawsOf('fault sample', seed)
  return wanted
    .toSorted((a, b) => draws.unit(a.id) - draws.unit(b.id))
    .slice(0, SAMPLE)
    .toSorted((a, b) => wanted.indexOf(a) - wanted.indexOf(b))
}
