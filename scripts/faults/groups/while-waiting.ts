import type { Duty } from '../drive/duties.ts'
import type { Ending } from '../drive/ending.ts'
import { isAt, type Place } from '../drive/places.ts'
import type { Drill, DrillCase, DrillGroup, Ground } from '../ground.ts'
import { until } from '../until.ts'

/** Longest time in milliseconds for the way to a place; generous, because it says nothing about the product. */
const PATIENCE_MS = 150_000
/** Business time that brings up a first round of the fallback queue. */
const FALLBACK_BUSINESS_MS = 10 * 60_000

const EVERYTHING: readonly Duty[] = ['decide', 'staff', 'hold-kickoff']

/** What people leave undone, so that a run rests at the place. */
const UNDONE: { readonly [Each in Place]: readonly Duty[] } = {
  approvals: EVERYTHING,
  staffing: ['staff', 'hold-kickoff'],
  kickoff: ['hold-kickoff'],
  // Nobody decides before the system that the run is to wait for is away.
  fallback: EVERYTHING,
  review: [...EVERYTHING, 'settle-task'],
}

interface Waiting {
  readonly place: Place
  readonly name: string
  /** Cancelled instead of carried on. */
  readonly isCancelled?: boolean
}

const CASES: readonly Waiting[] = [
  { place: 'approvals', name: 'all-workers-killed-1' },
  { place: 'approvals', name: 'all-workers-killed-2' },
  { place: 'staffing', name: 'all-workers-killed-1' },
  { place: 'staffing', name: 'all-workers-killed-2' },
  { place: 'staffing', name: 'killed-and-cancelled', isCancelled: true },
  { place: 'kickoff', name: 'all-workers-killed' },
  { place: 'kickoff', name: 'killed-and-cancelled', isCancelled: true },
  { place: 'fallback', name: 'all-workers-killed-1' },
  { place: 'fallback', name: 'all-workers-killed-2' },
  { place: 'fallback', name: 'killed-and-cancelled', isCancelled: true },
  { place: 'review', name: 'all-workers-killed' },
]

const idOf = ({ place, name }: Waiting): string => `waiting/${place}/${name}`

/** All workers die while runs wait; people and systems come back while no worker runs; one worker comes back. */
export const whileWaiting: DrillGroup = {
  name: 'waiting',
  drills: () => CASES.map((each): Drill => ({ id: idOf(each), expects: each.isCancelled ? 'undone' : 'completed' })),
  async play(ground, cases) {
    const { advanceBusinessTime, director, kill, stack, workers } = ground
    const waiting = cases.map((each) => ({ ...each, ...waitingOf(each) }))
    const endings = Promise.all(
      waiting.map(({ record, place }) => director.follow(record, { undone: UNDONE[place], patienceMs: PATIENCE_MS })),
    )
    await bringToTheirPlaces(ground, waiting)
    await Promise.all(workers.map(kill))
    await stack.restart('psa')
    for (const { record, isCancelled } of waiting) {
      if (isCancelled) await director.cancel(record.token)
      else director.peopleReturn(record.token)
    }
    await until('what people do', PATIENCE_MS, () =>
      waiting.every(({ record, isCancelled }) => isCancelled || director.haveActed(record.token)),
    )
    return comeBack(ground, endings, () => advanceBusinessTime(FALLBACK_BUSINESS_MS))
  },
}

function waitingOf({ drill }: DrillCase): Waiting {
  const found = CASES.find((each) => idOf(each) === drill.id)
  if (found === undefined) throw new Error(`${drill.id} waits nowhere`)
  return found
}

async function bringToTheirPlaces({ director, kill }: Ground, waiting: readonly (DrillCase & Waiting)[]): Promise<void> {
  const areAt = (cases: readonly DrillCase[], place: Place) =>
    until(`the wait at ${place}`, PATIENCE_MS, () => cases.every(({ record }) => isAt(place, director.stateOf(record.token))))
  const of = (wanted: Place) => waiting.filter(({ place }) => place === wanted)

  for (const place of ['staffing', 'kickoff', 'approvals'] as const) await areAt(of(place), place)
  await areAt(of('review'), 'approvals')
  for (const { record } of of('review')) await director.reject(record.token)
  await areAt(of('review'), 'review')
  await areAt(of('fallback'), 'approvals')
  await kill('psa')
  for (const { record } of of('fallback')) director.peopleReturn(record.token)
  await areAt(of('fallback'), 'fallback')
}

/** One worker has to do; the other one comes back for the next drills. */
async function comeBack(
  { stack, workers: [first, second] }: Ground,
  endings: Promise<readonly Ending[]>,
  letTimePass: () => Promise<void>,
): Promise<readonly Ending[]> {
  await stack.restart(first)
  await letTimePass()
  const ended = await endings
  await stack.restart(second)
  return ended
}
