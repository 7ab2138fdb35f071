import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkerPart } from '../start/part-definitions.ts'
import type { HeldCall, Outcome } from './proxy/fault-proxy.ts'

/** When a killed worker dies, seen from the call. */
export type KillMoment = 'before-effect' | 'after-effect' | 'after-reply'

export interface KillWavesOptions {
  readonly workers: readonly WorkerPart[]
  readonly kill: (worker: WorkerPart) => Promise<void>
  readonly restart: (worker: WorkerPart) => Promise<void>
  /** When the gateway last answered a call of a case, in milliseconds since the epoch. */
  readonly lastAnswerAt: () => number
  /** In [0, 1); from the seed. */
  readonly random: () => number
}

export type KillWaves = ReturnType<typeof createKillWaves>

/**
 * A worker dies when nothing was answered for this long, in milliseconds: then every handoff is at its own fault, waits for
 * people, or has ended. So one death serves many cases, and no machine is too slow to get on between two of them.
 */
const QUIET_MS = 400
/** Longest time in milliseconds that a call is held all the same: a worker gives up after ten seconds. */
const LONGEST_HOLD_MS = 6_500
/** Milliseconds from a worker's question whether the gateway is ready until it takes up work. */
const SETTLE_MS = 1_000
/** Longest time between an answer and the death after it, in milliseconds: the worker may or may not have noted it. */
const LONGEST_LIFE_AFTER_REPLY_MS = 4
/** Longest wait for the answers to leave, in milliseconds. */
const DELIVERY_MS = 500

interface Victim {
  readonly held: HeldCall
  readonly moment: KillMoment
  readonly since: number
  readonly decide: (outcome: Outcome | 'again') => void
}

/**
 * Kills workers with SIGKILL while they are in the middle of the calls that were given to it. One after the other, and only
 * while another one is up, so that what is measured is a takeover and not the start of a process.
 */
export function createKillWaves({ workers, kill, restart, lastAnswerAt, random }: KillWavesOptions) {
  const victims = new Map<WorkerPart, Victim[]>(workers.map((worker) => [worker, []]))
  const upAt = new Map<WorkerPart, number>()
  let isClosed = false
  const done = run()

  function isUp(worker: WorkerPart): boolean {
    return Date.now() - (upAt.get(worker) ?? Number.POSITIVE_INFINITY) > SETTLE_MS
  }

  async function run(): Promise<void> {
    for (; !isClosed; await sleep(20)) {
      const next = workers
        .filter((worker) => workers.some((other) => other !== worker && isUp(other)))
        .map((worker) => ({ worker, since: victims.get(worker)?.[0]?.since ?? Number.POSITIVE_INFINITY }))
        .filter(({ since }) => isDue(since))
        .toSorted((a, b) => a.since - b.since)[0]
      if (next !== undefined) await strike(next.worker)
    }
  }

  function isDue(since: number): boolean {
    const now = Date.now()
    return now - since > LONGEST_HOLD_MS || (now - since > QUIET_MS && now - lastAnswerAt() > QUIET_MS)
  }

  async function strike(worker: WorkerPart): Promise<void> {
    const wave = victims.get(worker) ?? []
    victims.set(worker, [])
    const answered = wave.filter(({ moment }) => moment === 'after-reply')
    for (const { decide } of answered) decide('go-on')
    await Promise.race([Promise.all(answered.map(({ held }) => held.settled)), sleep(DELIVERY_MS)])
    if (answered.length > 0) await sleep(random() * LONGEST_LIFE_AFTER_REPLY_MS)
    await kill(worker)
    for (const { decide, moment } of wave) if (moment !== 'after-reply') decide('drop')
    await restart(worker)
  }

  return {
    /** Holds the call until its worker dies in it. */
    await: (held: HeldCall, moment: KillMoment): Promise<Outcome | 'again'> =>
      new Promise((resolve) => {
        const victim: Victim = { held, moment, since: Date.now(), decide: resolve }
        victims.get(held.worker)?.push(victim)
        // Somebody else was faster, or the call took too long for the worker: this was not the death that was wanted.
        void held.settled.then(() => {
          const waiting = victims.get(held.worker) ?? []
          if (!waiting.includes(victim)) return
          victims.set(
            held.worker,
            waiting.filter((each) => each !== victim),
          )
          resolve('again')
        })
      }),
    noteDown: (worker: WorkerPart) => void upAt.delete(worker),
    /** The worker is about to take up work. */
    noteUp: (worker: WorkerPart) => void upAt.set(worker, Date.now()),
    async close() {
      isClosed = true
      await done
    },
  }
}
