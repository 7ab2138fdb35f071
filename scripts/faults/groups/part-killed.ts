import { setTimeout as sleep } from 'node:timers/promises'
import { cellOf, isSameCell } from '../cells.ts'
import type { DrillGroup } from '../ground.ts'
import { until } from '../until.ts'
import { letTimePass } from './let-time-pass.ts'

const CASES = 6
const DOWN_MS = 1_000
/** Longest time in milliseconds for the way there; generous, because it says nothing about the product. */
const PATIENCE_MS = 150_000

/** Database or gateway die with SIGKILL in the middle of the writes of several handoffs, and come back. */
export function createPartKilledGroup(part: 'database' | 'gateway'): DrillGroup {
  return {
    name: part,
    drills: () =>
      Array.from({ length: CASES }, (_, index) => ({ id: `${part}/killed-mid-run/${index + 1}`, expects: 'completed' as const })),
    async play(ground, cases) {
      const { cells, director, kill, log, stack } = ground
      const tokens = new Set(cases.map(({ record }) => record.token))
      const endings = Promise.all(cases.map(({ record }) => director.follow(record)))
      const middle = cells.dos[Math.floor(cells.dos.length / 2)]
      await until('the middle of the writes', PATIENCE_MS, () =>
        log.events().some((event) => {
          if (event.event !== 'arrived' || event.token === null || !tokens.has(event.token)) return false
          const cell = cellOf(event)
          return cell !== null && middle !== undefined && isSameCell(cell, middle)
        }),
      )
      await kill(part)
      await sleep(DOWN_MS)
      await stack.restart(part)
      // Where it takes long to come back, runs are in the fallback queue by then.
      return letTimePass(ground, endings)
    },
  }
}
