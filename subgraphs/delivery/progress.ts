import type { InstantText } from '../../contracts/wire/values.ts'

/** The reading side of the event log: what has happened so far, and how to go on from there. */
export interface ProgressLog {
  /** One page of each run's events, oldest first, in one statement. A run without events has an empty page. */
  timelines(runIds: readonly string[], request: ProgressRequest): Promise<ReadonlyMap<string, ProgressPage>>
  /** Events of records that wait for this person, of all runs, oldest first. */
  inbox(person: InboxOwner, request: ProgressRequest): Promise<ProgressPage>
  /** Runs with events after a position; null answers the present position with what is recent. */
  changedRuns(after: number | null): Promise<ChangedRuns>
}

/** One transition or note, as people who follow a run see it. */
export interface TimelineEvent {
  /** Position in the log; within one run also the order of commit, because events are written under the lock of the run. */
  readonly sequence: number
  readonly runId: string
  readonly entity: string
  readonly entityId: string
  readonly action: string
  readonly fromState: string | null
  readonly toState: string
  readonly actorKind: 'PERSON' | 'PARTNER' | 'SERVICE' | 'AI_SERVICE'
  /** Business time. */
  readonly occurredAt: InstantText
  /** Real time. */
  readonly recordedAt: InstantText
  /** What the record is called: name of a step, role that decides; null when its type says it all. Never personal data. */
  readonly label: string | null
}

export interface ProgressRequest {
  /** Page size, 1 to 100. */
  readonly first: number
  /** Position after which the page starts. Null: a timeline starts at its beginning, an inbox now. */
  readonly after: number | null
}

export interface ProgressPage {
  readonly events: readonly TimelineEvent[]
  readonly hasNextPage: boolean
  /** Nothing up to here is missing from this page and the ones before it: the next page starts after it. */
  readonly readUpTo: number
}

/** Whose inbox it is. */
export interface InboxOwner {
  readonly subject: string
  readonly workerId: string | null
  readonly roles: readonly string[]
}

export interface ChangedRuns {
  /** Position up to which the log was looked at. */
  readonly head: number
  readonly runs: readonly { readonly runId: string; readonly sequence: number }[]
}
