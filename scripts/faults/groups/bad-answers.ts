import { setTimeout as sleep } from 'node:timers/promises'
import { type Cell, cellName } from '../cells.ts'
import type { Drill, DrillGroup } from '../ground.ts'
import type { HeldCall, Outcome, Point } from '../proxy/fault-proxy.ts'
import { playAtOnce } from './play-at-once.ts'

/** Milliseconds of a slow answer: slower than usual, faster than the patience of a worker. */
const DELAY_MS = 3_000

/** What can happen to a call without anybody dying. */
const FAULTS: readonly { readonly name: string; readonly point: Point; act(held: HeldCall): Promise<Outcome> }[] = [
  { name: 'refuse', point: 'before-effect', act: async () => 'refuse' },
  // The effect happens, and the worker waits for an answer that never comes, until its own patience ends.
  { name: 'hang', point: 'after-effect', act: ({ settled }) => settled.then(() => 'drop' as const) },
  { name: 'delay', point: 'after-effect', act: () => sleep(DELAY_MS, 'go-on' as const) },
]

/** Every write is refused once with 502, answered late once, and once not at all. The step repeats it, with one effect. */
export const badAnswers: DrillGroup = {
  name: 'answer',
  drills: ({ dos }) => dos.flatMap((cell) => FAULTS.map((fault) => drillOf(cell, fault))),
  play: playAtOnce,
}

function drillOf(cell: Cell, { name, point, act }: (typeof FAULTS)[number]): Drill {
  return {
    id: `answer/${cellName(cell)}/${name}`,
    expects: 'completed',
    arm: ({ plan }, { token }) => plan.arm({ token, cell, occurrence: 1, point, act }),
  }
}
