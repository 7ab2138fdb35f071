import { setTimeout as sleep } from 'node:timers/promises'
import { type Cell, cellName } from '../cells.ts'
import { isAt } from '../drive/places.ts'
import type { Cells, Drill, DrillCase, DrillGroup, Ground } from '../ground.ts'
import type { Point } from '../proxy/fault-proxy.ts'
import { until } from '../until.ts'

/** How long a worker stands still at least, in milliseconds: longer than the heartbeat rule needs to take its runs away. */
const PAUSE_MS = 20_000
const PATIENCE_MS = 150_000
/** Milliseconds for the late writes to arrive before the worker itself wakes up. */
const LATE_WRITE_MS = 1_000
/** Every n-th write is tried: one worker must be caught in all of them within the patience of one call. */
const EVERY = 2
const UNDONE = 'late-write-after-undo'

/**
 * A worker is stopped in the middle of its calls (SIGSTOP) and another one takes its runs over. Then the calls of the first
 * one arrive after all, or their answers do, and the worker goes on as if no time had passed. Some runs are cancelled while
 * it stands still: what arrives late must not bring back what was undone.
 */
export function createZombieGroup(): DrillGroup {
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const caught = new Set<string>()

  function drillOf(cell: Cell, point: Point, late: string): Drill {
    return {
      id: `zombie/${cellName(cell)}/${late}`,
      expects: late === UNDONE ? 'undone' : 'completed',
      arm: ({ plan }, { token }) =>
        plan.arm({
          token,
          cell,
          occurrence: 1,
          point,
          async act({ settled }) {
            caught.add(token)
            // A worker that lost its patience before it was stopped calls again, and is caught again.
            const outcome = await Promise.race([released.then(() => 'go-on' as const), settled.then(() => 'again' as const)])
            if (outcome === 'again') caught.delete(token)
            return outcome
          },
        }),
    }
  }

  return {
    name: 'zombie',
    drills: ({ dos, undos }: Cells) => [
      ...dos
        .filter((_, index) => index % EVERY === 0)
        .map((cell, index) =>
          index % 2 === 0 ? drillOf(cell, 'before-effect', 'late-write') : drillOf(cell, 'after-effect', 'late-answer'),
        ),
      ...dos
        .filter((cell, index) => index % EVERY === 1 && hasUndo(cell, undos))
        .map((cell) => drillOf(cell, 'before-effect', UNDONE)),
    ],
    async play(ground, cases) {
      const { director, log, stack, workers, kill } = ground
      const [zombie, successor] = workers
      const isUndone = ({ drill }: DrillCase) => drill.id.endsWith(UNDONE)
      await kill(successor)
      for (const { drill, record } of cases) drill.arm?.(ground, record)
      const endings = cases.map(({ record }) =>
        director.follow(record, { undone: ['decide'], patienceMs: PATIENCE_MS + PAUSE_MS }),
      )
      // All of them set out together, so that they are caught within seconds.
      const isReady = ({ record: { token } }: DrillCase) => caught.has(token) || isAt('approvals', director.stateOf(token))
      await until('the wait for approvals', PATIENCE_MS, () => cases.every(isReady))
      for (const { record } of cases) director.peopleReturn(record.token)
      await until('the calls to be caught', PATIENCE_MS, () => caught.size === cases.length)
      stack.pause(zombie)
      log.record({ event: 'paused', part: zombie, pid: stack.pidOf(zombie) ?? null })
      // Before anybody takes them over: the next worker undoes them without doing anything first.
      for (const each of cases) if (isUndone(each)) await director.cancel(each.record.token)
      await stack.restart(successor)
      await sleep(PAUSE_MS)
      await until('the takeover', PATIENCE_MS, () => cases.every((each) => wasTakenOver(ground, each)))
      await Promise.all(endings.filter((_, index) => cases.some((each, at) => at === index && isUndone(each))))
      release()
      await sleep(LATE_WRITE_MS)
      stack.resume(zombie)
      log.record({ event: 'resumed', part: zombie, pid: stack.pidOf(zombie) ?? null })
      return Promise.all(endings)
    },
  }
}

/** The step of the write has an undo; their keys begin with the key of the step. */
const hasUndo = ({ suffix }: Cell, undos: readonly Cell[]): boolean =>
  undos.some((undo) => undo.suffix.split(':')[0] === suffix.split(':')[0])

const wasTakenOver = ({ log, workers: [, successor] }: Ground, { record }: DrillCase): boolean =>
  log.eventsOf(record.token).some((event) => event.event === 'arrived' && event.worker === successor)
