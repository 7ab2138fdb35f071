import DataLoader from 'dataloader'
import type { Call } from './port.ts'

/**
 * Decides when the loaders of one request send their batches: when nothing that they sent before is still under way. So a
 * request runs in waves, one a level of the document, and every load of an entity that a level needs goes into one statement,
 * whichever of its roads was answered first. With DataLoader's own schedule the number of statements would depend on the
 * order in which the database happens to answer.
 *
 * The price is that a level waits for the slowest statement of the level above; the statements of a subgraph are few and short.
 * @see docs/adr/0009-batches-in-waves.md
 */
export function createBatchLoader<Key, Value>(
  call: Call,
  load: (keys: readonly Key[]) => Promise<readonly Value[]>,
  cacheKeyFn: (key: Key) => unknown = (key) => key,
): DataLoader<Key, Value, unknown> {
  const { track, dispatch } = scheduleOf(call)
  return new DataLoader((keys) => track(load(keys)), { batchScheduleFn: dispatch, cacheKeyFn })
}

interface BatchSchedule {
  dispatch(batch: () => void): void
  track<Value>(statement: Promise<readonly Value[]>): Promise<readonly Value[]>
}

/** A call is one request, so all of its loaders share a schedule, and it goes with the call. */
const schedules = new WeakMap<Call, BatchSchedule>()

function scheduleOf(call: Call): BatchSchedule {
  const known = schedules.get(call)
  if (known !== undefined) return known
  const created = createSchedule()
  schedules.set(call, created)
  return created
}

function createSchedule(): BatchSchedule {
  let underWay = 0
  let waiting: (() => void)[] = []

  function sendWave(): void {
    if (underWay > 0) return
    const wave = waiting
    waiting = []
    for (const batch of wave) batch()
  }

  return {
    dispatch(batch) {
      waiting.push(batch)
      // After all promise jobs: by then every resolver that the last answer woke up has asked for what it needs.
      setImmediate(sendWave)
    },
    async track(statement) {
      underWay += 1
      try {
        return await statement
      } finally {
        underWay -= 1
        setImmediate(sendWave)
      }
    },
  }
}
