import { setTimeout as sleep } from 'node:timers/promises'
import { errorMessage } from '../../error-facts.ts'
import type { CaseRecord } from '../case-records.ts'
import type { CallLog } from '../proxy/call-log.ts'
import { until } from '../until.ts'
import { type Duty, dutiesOf } from './duties.ts'
import { type Ending, endingOf } from './ending.ts'
import type { People, WatchedHandoff } from './people.ts'

/** Plays the people of every case at once: starts, watches, does what is asked of people, and says how it ended. */
export interface Director {
  /** Starts the handoff of a case and follows it to its end. */
  follow(record: CaseRecord, options?: FollowOptions): Promise<Ending>
  /** Last known state; null before the first look. */
  stateOf(token: string): WatchedHandoff | null
  /** People come back and do what waits for them. */
  peopleReturn(token: string): void
  /** Whether everything that the handoff asks of people was done. */
  haveActed(token: string): boolean
  /** Legal refuses the statement of work. */
  reject(token: string): Promise<void>
  cancel(token: string): Promise<void>
  stop(): void
}

export interface FollowOptions {
  /** What nobody does before `peopleReturn`. */
  readonly undone?: readonly Duty[]
  /** Longest time without any progress, in milliseconds, before a run counts as stuck. */
  readonly patienceMs?: number
}

const LOOK_EVERY_MS = 300
/** Generous: on a busy machine nothing may pass for stuck that is only slow. */
const PATIENCE_MS = 90_000
/** Longest time in milliseconds until a handoff that was started is seen; shorter than a worker waits for an answer. */
const SEEN_MS = 8_000
/** Longest time in milliseconds for the acceptance of a sale: the graph may be down on purpose. */
const BEGIN_MS = 60_000

interface Followed {
  readonly record: CaseRecord
  readonly patienceMs: number
  undone: readonly Duty[]
  /** A task for a person is no ending when the drill has somebody who settles it. */
  readonly settlesTasks: boolean
  state: WatchedHandoff | null
  progress: string
  progressAt: number
  /** Names of duties that are under way or done. */
  readonly begun: Set<string>
  readonly done: Set<string>
  readonly end: (ending: Ending) => void
}

export function createDirector(people: People, log: CallLog): Director {
  const following = new Map<string, Followed>()
  const states = new Map<string, WatchedHandoff>()
  let isStopped = false
  void lookAgain()

  async function lookAgain(): Promise<void> {
    for (; !isStopped; await sleep(LOOK_EVERY_MS)) {
      const cases = [...following.values()]
      // A graph that is down shows nothing new; patience runs out by itself.
      const seen = cases.length === 0 ? [] : await people.watch(cases.map(({ record }) => record.opportunityId)).catch(() => [])
      const byOpportunity = new Map(seen.map((handoff) => [handoff.opportunity.id, handoff]))
      for (const each of cases) look(each, byOpportunity.get(each.record.opportunityId) ?? each.state)
    }
  }

  function look(each: Followed, state: WatchedHandoff | null): void {
    const { token } = each.record
    each.state = state
    if (state !== null) states.set(token, state)
    // The death of a process counts as well: patience is for the time in which nobody disturbs.
    const progress = JSON.stringify([state?.status, state?.run, log.eventsOf(token).length])
    if (progress !== each.progress) Object.assign(each, { progress, progressAt: Date.now() })
    const found = state === null ? null : endingOf(state)
    const ending = found?.kind === 'parked' && each.settlesTasks ? null : found
    const isStill = Date.now() - each.progressAt > each.patienceMs
    if (ending !== null || isStill) {
      following.delete(token)
      const note = `no progress for ${each.patienceMs} ms, run ${state?.run.status ?? 'not started'}, handoff ${state?.status}`
      each.end({ at: Date.now(), ...(ending ?? { kind: 'stuck', note }) })
    } else if (state !== null) act(each, state)
  }

  function act(each: Followed, state: WatchedHandoff): void {
    for (const { duty, name, perform } of dutiesOf(people, state, each.record)) {
      if (each.undone.includes(duty) || each.begun.has(name)) continue
      each.begun.add(name)
      // Refused because the run is being cancelled, or not heard because the graph is down: the next look tells.
      void perform().then(
        (isDone) => (isDone ? each.done.add(name) : each.begun.delete(name)),
        () => each.begun.delete(name),
      )
    }
  }

  /** Why the handoff does not start; null when it did. */
  async function begin({ opportunityId }: CaseRecord): Promise<string | null> {
    for (const giveUpAt = Date.now() + BEGIN_MS; ; await sleep(500)) {
      try {
        await people.accept(opportunityId)
        return null
      } catch (error) {
        if (Date.now() > giveUpAt) return `the handoff does not start: ${errorMessage(error)}`
      }
    }
  }

  return {
    async follow(record, { undone = [], patienceMs = PATIENCE_MS } = {}) {
      const refusal = await begin(record)
      if (refusal !== null) return { kind: 'stuck', at: Date.now(), note: refusal }
      return new Promise((end) => {
        const beginning = { state: null, progress: '', progressAt: Date.now(), begun: new Set<string>(), done: new Set<string>() }
        const settlesTasks = undone.includes('settle-task')
        following.set(record.token, { record, patienceMs, undone, settlesTasks, end, ...beginning })
      })
    },
    stateOf: (token) => states.get(token) ?? null,
    peopleReturn(token) {
      const each = following.get(token)
      if (each !== undefined) each.undone = []
    },
    haveActed(token) {
      const each = following.get(token)
      if (each === undefined || each.state === null) return true
      return dutiesOf(people, each.state, each.record).every(({ name }) => each.done.has(name))
    },
    async reject(token) {
      const approval = states.get(token)?.run.approvals.find(({ kind, status }) => kind === 'SOW_LEGAL' && status === 'PENDING')
      if (approval === undefined) throw new Error(`legal was not asked about ${token}`)
      await people.decide(approval, 'REJECT')
    },
    async cancel(token) {
      // The first write of a run can come before anybody looked at it.
      await until('a look at the handoff', SEEN_MS, () => states.has(token))
      await people.cancel(states.get(token)?.run.id ?? '')
    },
    stop() {
      isStopped = true
    },
  }
}
