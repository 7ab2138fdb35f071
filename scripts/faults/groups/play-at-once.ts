import type { Ending } from '../drive/ending.ts'
import type { DrillCase, Ground } from '../ground.ts'

/** Handoffs of one group in progress at the same time: every death stops all of them, so more would hardly get anywhere. */
const AT_ONCE = 12

/** Arms and follows every case, many at once; their faults hang on their own calls. */
export async function playAtOnce(ground: Ground, cases: readonly DrillCase[]): Promise<readonly Ending[]> {
  const endings: Ending[] = []
  const queue = [...cases.entries()]
  async function lane(): Promise<void> {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, { drill, record }] = next
      drill.arm?.(ground, record)
      endings[index] = await ground.director.follow(record)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, cases.length) }, lane))
  return endings
}
