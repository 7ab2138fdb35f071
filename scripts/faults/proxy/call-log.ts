import { appendFileSync, writeFileSync } from 'node:fs'
import type { Call, Judged } from './call.ts'

/** What happened to a call, or to a process. Times are real, in milliseconds since the epoch. */
export type CallEvent =
  | ({ readonly at: number; readonly event: 'arrived' } & Call)
  | ({ readonly at: number; readonly event: 'answered'; readonly answerDigest: string } & Call & Judged)
  /** The worker has the answer, as far as the kernel of its machine. */
  | ({ readonly at: number; readonly event: 'delivered' } & Call)
  /** The worker never gets an answer. */
  | ({ readonly at: number; readonly event: 'dropped' } & Call)
  | { readonly at: number; readonly event: 'killed' | 'paused' | 'resumed'; readonly part: string; readonly pid: number | null }

export type CallLog = ReturnType<typeof createCallLog>

type Unstamped<Event> = Event extends CallEvent ? Omit<Event, 'at'> : never

/**
 * The ledger that is independent of workers, engine and systems: one JSON object a line, written before anything else goes
 * on, so that it survives whatever dies next.
 */
export function createCallLog(file: string) {
  const events: CallEvent[] = []
  let lastAnswerAt = 0
  writeFileSync(file, '', { mode: 0o600 })

  return {
    file,
    record(event: Unstamped<CallEvent>): void {
      const stamped = { at: Date.now(), ...event } as CallEvent // `Omit` over a union loses the link between its members
      events.push(stamped)
      if (stamped.event === 'answered' && stamped.token !== null) lastAnswerAt = stamped.at
      appendFileSync(file, `${JSON.stringify(stamped)}\n`)
    },
    events: (): readonly CallEvent[] => events,
    /** Of a call that belongs to a case; workers ask for news all the time. 0 before the first. */
    lastAnswerAt: () => lastAnswerAt,
    /** Everything about one case, in its order; what happened to the processes is everybody's. */
    eventsOf: (token: string): readonly CallEvent[] => events.filter((each) => !('number' in each) || each.token === token),
  }
}
