import { setTimeout as sleep } from 'node:timers/promises'
import type { Ending } from '../drive/ending.ts'
import type { Ground } from '../ground.ts'

/** The clock goes on, an hour in this real time, in milliseconds, so that whatever waits for a later hour comes up. */
const HOUR_REAL_MS = 3_000
const HOUR_BUSINESS_MS = 3_600_000
/** A day: nothing stays longer in the fallback queue. */
const MOST_HOURS = 24

/** Lets business time pass until every case has ended. */
export async function letTimePass(
  { advanceBusinessTime }: Pick<Ground, 'advanceBusinessTime'>,
  endings: Promise<readonly Ending[]>,
): Promise<readonly Ending[]> {
  let isOver = false
  const ended = endings.finally(() => {
    isOver = true
  })
  for (let hour = 0; hour < MOST_HOURS; hour += 1) {
    await Promise.race([ended, sleep(HOUR_REAL_MS)])
    if (isOver) break
    await advanceBusinessTime(HOUR_BUSINESS_MS)
  }
  return ended
}
