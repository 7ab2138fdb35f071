import { setTimeout as sleep } from 'node:timers/promises'
import { isAt } from '../drive/places.ts'
import type { Drill, DrillCase, DrillGroup, Ground } from '../ground.ts'
import { until } from '../until.ts'
import { letTimePass } from './let-time-pass.ts'

/** Longest time in milliseconds for the way into the outage; generous, because it says nothing about the product. */
const PATIENCE_MS = 150_000
/** A run may rest for business hours in an outage; without progress for this long, in milliseconds, it is stuck. */
const OUTAGE_PATIENCE_MS = 180_000
/** Two business hours in quarters, each this long in real time. */
const QUARTERS = 8
const QUARTER_REAL_MS = 4_000
const QUARTER_BUSINESS_MS = 15 * 60_000

/** In the order in which they go: the cases of one still need those that go later to get as far. */
const SYSTEMS = ['psa', 'erp', 'crm'] as const
const CANCELLED = 'cancelled-meanwhile'

/** A system is away for two business hours. What needs it waits in the fallback queue, and goes on when it is back. */
export const outage: DrillGroup = {
  name: 'outage',
  drills: () =>
    SYSTEMS.flatMap((system): readonly Drill[] => [
      { id: `outage/${system}/two-business-hours-1`, expects: 'completed' },
      { id: `outage/${system}/two-business-hours-2`, expects: 'completed' },
      // Also an undo waits for a system that is away, and is not given up.
      { id: `outage/${system}/${CANCELLED}`, expects: 'undone' },
    ]),
  async play(ground, cases) {
    const { advanceBusinessTime, director, kill, stack } = ground
    const endings = Promise.all(
      cases.map(({ record }) => director.follow(record, { undone: ['decide'], patienceMs: OUTAGE_PATIENCE_MS })),
    )
    await until('the wait for approvals', PATIENCE_MS, () => cases.every((each) => isAt('approvals', stateOf(ground, each))))
    for (const system of SYSTEMS) {
      const own = cases.filter(({ drill }) => drill.id.startsWith(`outage/${system}/`))
      await kill(system)
      for (const { record } of own) director.peopleReturn(record.token)
      await until(`the wait for ${system}`, PATIENCE_MS, () => own.every((each) => isAt('fallback', stateOf(ground, each))))
    }
    for (const { drill, record } of cases) if (drill.id.endsWith(CANCELLED)) await director.cancel(record.token)
    for (let quarter = 0; quarter < QUARTERS; quarter += 1) {
      await sleep(QUARTER_REAL_MS)
      await advanceBusinessTime(QUARTER_BUSINESS_MS)
    }
    await Promise.all(SYSTEMS.map((system) => stack.restart(system)))
    return letTimePass(ground, endings)
  },
}

const stateOf = ({ director }: Ground, { record }: DrillCase) => director.stateOf(record.token)
