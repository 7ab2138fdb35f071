import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { EngineWorker, EngineWorkerOptions } from '../../../../subgraphs/delivery/engine/port.ts'
import { type Lease, LeaseLostError, type Ledger } from '../../../../subgraphs/delivery/workflows/ledger.ts'
import { waitUntil } from '../../../support/wait-until.ts'

/** An engine with its ledger, and what the tests do behind its back. */
export interface EngineStage {
  readonly ledger: Ledger
  startWorker(options: EngineWorkerOptions): Promise<EngineWorker>
  /** Runs that call for a look. */
  addRuns(count: number): Promise<readonly string[]>
  /** A word to a run that may wait for it. */
  wake(runId: string): Promise<void>
  /** Lets the run rest until business time has passed by that many minutes. */
  setAlarm(runId: string, minutes: number): Promise<void>
  passBusinessMinutes(minutes: number): Promise<void>
  /** Whether nobody has the run in hand. */
  isFree(runId: string): Promise<boolean>
  /** Leaves runs in the hands of a worker that was killed. */
  leaveWithDead(runIds: readonly string[]): Promise<void>
  /** Leaves runs in the hands of a worker that holds its lock and whose heart last beat that long ago. */
  leaveWithHung(runIds: readonly string[], stillMs: number): Promise<void>
  /** Ends the pause of a run that failed unexpectedly. */
  endPause(runId: string): Promise<void>
  /** Cuts every session of the workers, as a restart of the database does. */
  cutSessions(): Promise<void>
  /** Takes all runs out of the way of the next test. */
  clear(): Promise<void>
  close(): Promise<void>
}

/** Nothing to write, and nothing that would wake the run by itself. */
const REST = { changes: [], rest: { alarmAt: null, retryAt: null } }

/** What every durable engine has to do, whatever the runs are about. */
export function describeEngine(name: string, open: () => Promise<EngineStage>): void {
  describe(`${name}: engine`, () => {
    let stage: EngineStage
    const workers: EngineWorker[] = []
    let takenOver = 0

    beforeAll(async () => {
      stage = await open()
    })
    afterEach(async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.stop()))
      await stage.clear()
      takenOver = 0
    })
    afterAll(() => stage.close())

    async function start(
      advance: EngineWorkerOptions['advance'],
      options: { readonly concurrency?: number; readonly hungAfterMs?: number } = {},
    ): Promise<EngineWorker> {
      const { concurrency = 4, hungAfterMs = 15_000 } = options
      const onTakenOver = () => {
        takenOver += 1
      }
      const worker = await stage.startWorker({
        advance,
        giveUp: () => Promise.resolve(false),
        concurrency,
        hungAfterMs,
        onTakenOver,
      })
      workers.push(worker)
      return worker
    }

    /** Looks once, and again as long as the run was woken meanwhile. */
    async function lookAndRest(lease: Lease, look: () => Promise<void> | void = () => undefined): Promise<void> {
      for (;;) {
        const { state } = await stage.ledger.load(lease)
        await look()
        if ((await stage.ledger.commit(lease, state, () => REST)) !== null) return
      }
    }

    /** Advances runs, and knows how often each was looked at. */
    function counting() {
      const looks = new Map<string, number>()
      const count = ({ runId }: Lease) => looks.set(runId, (looks.get(runId) ?? 0) + 1)
      const advance = (lease: Lease) => lookAndRest(lease, () => void count(lease))
      return { looks, advance }
    }

    it('gives every run to one of many workers, and each to one at a time however often it is woken', async () => {
      const inHand = new Set<string>()
      const looks = new Map<string, number>()
      const twice: string[] = []
      const advance = async (lease: Lease) => {
        if (inHand.has(lease.runId)) twice.push(lease.runId)
        inHand.add(lease.runId)
        looks.set(lease.runId, (looks.get(lease.runId) ?? 0) + 1)
        // Out of hand before the ledger has it back: from then on another worker may be the faster one.
        await lookAndRest(lease, async () => {
          await pause(5)
          inHand.delete(lease.runId)
        })
      }
      await Promise.all([start(advance), start(advance), start(advance)])
      const runs = await stage.addRuns(24)
      for (let round = 0; round < 3; round += 1) await Promise.all(runs.slice(0, 12).map((run) => stage.wake(run)))
      await waitUntil(() => looks.size === runs.length)
      for (const run of runs) await waitUntil(() => stage.isFree(run))

      expect(twice).toEqual([])
      expect(new Set(looks.keys())).toEqual(new Set(runs))
    })

    it('looks again at a run that was woken while a worker had it in hand', async () => {
      const [run = ''] = await stage.addRuns(1)
      const looked: number[] = []
      await start((lease) =>
        lookAndRest(lease, async () => {
          looked.push(Date.now())
          if (looked.length === 1) await stage.wake(run)
        }),
      )
      await waitUntil(() => looked.length === 2)
      await waitUntil(() => stage.isFree(run))

      expect(looked).toHaveLength(2)
    })

    it('hears a word at once', async () => {
      const { looks, advance } = counting()
      const [run = ''] = await stage.addRuns(1)
      await start(advance)
      await waitUntil(() => stage.isFree(run))
      const before = looks.get(run) ?? 0
      const saidAtMs = Date.now()
      await stage.wake(run)
      await waitUntil(() => looks.get(run) === before + 1)

      expect(Date.now() - saidAtMs).toBeLessThan(1_000)
    })

    it('takes the runs of a dead worker over within 5 s, whose lease is worth nothing from then on', async () => {
      const runs = await stage.addRuns(3)
      await stage.leaveWithDead(runs)
      const zombies = runs.map((runId): Lease => ({ runId, owner: 'worker-dead', epoch: 0 }))
      const { looks, advance } = counting()
      const startedAtMs = Date.now()
      await start(advance)
      await waitUntil(() => looks.size === runs.length)

      expect(Date.now() - startedAtMs).toBeLessThan(5_000)
      for (const lease of zombies) await expect(stage.ledger.load(lease)).rejects.toThrow(LeaseLostError)
    })

    it('takes the runs of a hung worker over when its heart has been still for too long, and not before', async () => {
      const [alive = ''] = await stage.addRuns(1)
      await stage.leaveWithHung([alive], 0)
      const { looks, advance } = counting()
      await start(advance, { hungAfterMs: 4_000 })
      await pause(2_500)
      expect(looks.size).toBe(0)
      await waitUntil(() => looks.has(alive))
    })

    it('refuses every write of a worker that lost its lease, also to itself under an older one', async () => {
      const [run = ''] = await stage.addRuns(1)
      const leases: Lease[] = []
      let answer: unknown = null
      await start(async (lease) => {
        leases.push(lease)
        if (leases.length > 1) return lookAndRest(lease)
        const { state } = await stage.ledger.load(lease)
        expect(await stage.ledger.commit(lease, state, () => REST)).not.toBeNull()
        const late = [
          stage.ledger.load(lease),
          stage.ledger.commit(lease, state, () => ({ changes: [], rest: null })),
          stage.ledger.commit(lease, state, () => REST),
          stage.ledger.reserveProject(lease, 'DE01'),
          stage.ledger.voidReservation(lease),
        ]
        answer = (await Promise.allSettled(late)).map(
          (each) => each.status === 'rejected' && each.reason instanceof LeaseLostError,
        )
        await stage.wake(run)
        // Nobody foresaw this either; it must not reach the run, which is somebody else's by now.
        await waitUntil(() => leases.length === 2)
        throw new Error('a zombie fails')
      })
      await waitUntil(() => leases.length === 2)
      await waitUntil(() => stage.isFree(run))

      expect(answer).toEqual([true, true, true, true, true])
      expect(leases[1]?.epoch).toBeGreaterThan(leases[0]?.epoch ?? 0)
    })

    it('rings alarms by the business clock, and by no other', async () => {
      const { looks, advance } = counting()
      const [run = ''] = await stage.addRuns(1)
      await start(advance)
      await waitUntil(() => looks.get(run) === 1)
      await waitUntil(() => stage.isFree(run))
      await stage.setAlarm(run, 8 * 60)
      await stage.passBusinessMinutes(7 * 60)
      await pause(1_500)
      expect(looks.get(run)).toBe(1)
      await stage.passBusinessMinutes(2 * 60)
      await waitUntil(() => looks.get(run) === 2)
    })

    it('goes on with the others when runs fail unexpectedly, and tries those again after a pause', async () => {
      const poisoned = await stage.addRuns(10)
      const healthy = await stage.addRuns(10)
      const { looks, advance } = counting()
      const failures = new Map<string, number>()
      let isCured = false
      await start(
        async (lease) => {
          if (isCured || healthy.includes(lease.runId)) return advance(lease)
          failures.set(lease.runId, (failures.get(lease.runId) ?? 0) + 1)
          throw new Error('poisoned')
        },
        { concurrency: 2 },
      )
      await waitUntil(() => looks.size === healthy.length)
      await waitUntil(() => failures.size === poisoned.length)
      for (const run of poisoned) await waitUntil(() => stage.isFree(run))
      expect([...failures.values()]).toEqual(poisoned.map(() => 1))
      isCured = true
      for (const run of poisoned) await stage.endPause(run)
      await waitUntil(() => looks.size === healthy.length + poisoned.length)
    })

    it('lets the runs in hand come to a rest before a worker leaves, and takes no more', async () => {
      const [run = ''] = await stage.addRuns(1)
      let open: () => void = () => undefined
      const gate = new Promise<void>((resolve) => {
        open = resolve
      })
      const { looks, advance } = counting()
      const worker = await start(async (lease) => {
        await gate
        return advance(lease)
      })
      await waitUntil(() => worker.active() === 1)
      let hasLeft = false
      const leaving = worker.stop().then(() => {
        hasLeft = true
      })
      const [later = ''] = await stage.addRuns(1)
      await pause(400)
      expect(hasLeft).toBe(false)
      open()
      await leaving

      expect([...looks.keys()]).toEqual([run])
      expect(await stage.isFree(later)).toBe(true)
    })

    it('hands back what it still has in hand when it leaves', async () => {
      const runs = await stage.addRuns(2)
      const taken: string[] = []
      // Ends without giving the lease back, as after a failure of the database.
      const worker = await start(({ runId }) => Promise.resolve(void taken.push(runId)))
      await waitUntil(() => taken.length === runs.length)
      await worker.stop()
      const { looks, advance } = counting()
      await start(advance)
      await waitUntil(() => looks.size === runs.length)
    })

    it('survives a restart of the database: nobody is taken over, and runs go on', async () => {
      const { looks, advance } = counting()
      await Promise.all([start(advance), start(advance)])
      await stage.cutSessions()
      const runs = await stage.addRuns(6)
      await waitUntil(() => looks.size === runs.length)
      await pause(1_500)
      await stage.wake(runs[0] ?? '')
      await waitUntil(() => looks.get(runs[0] ?? '') === 2)

      expect(takenOver).toBe(0)
    })
  })
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
