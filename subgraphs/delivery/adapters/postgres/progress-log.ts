import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import type { ProgressLog, ProgressPage, TimelineEvent } from '../../progress.ts'
import { concerns, TIMELINE_FIELDS } from './progress-records.ts'

/**
 * Numbers of the log are taken before the commit, so an event may appear below one that was read already. Within a run that
 * cannot happen (events are written under the run's lock); across runs a number that is missing and younger than this is
 * waited for, in seconds. A transaction that writes an event ends sooner by far.
 */
const SETTLING_SECONDS = 5
/** Numbers below a position among which late commits are looked for: 200 events a second during the settling time. */
const LOOK_BACK = 1_000
/** Events that one statement reads at most, so that its cost does not grow with the distance to catch up. */
const MAX_SCANNED = 2_000

const SETTLING = sql`clock_timestamp() - make_interval(secs => ${SETTLING_SECONDS})`

/** The last number before the first gap that may still be filled; the newest number when there is none. */
const SETTLED = sql`(with tail as (
    select sequence, recorded_at, lag(sequence) over (order by sequence) as previous
    from (select sequence, recorded_at from delivery.handoff_event order by sequence desc limit ${LOOK_BACK}) newest
  ) select coalesce((select min(previous) from tail where sequence > previous + 1 and recorded_at > ${SETTLING}),
      (select max(sequence) from tail), 0))`

/** The event log in PostgreSQL; every question is one statement of bounded cost. */
export function createProgressLog(db: Database): ProgressLog {
  return {
    async timelines(runIds, { first, after }) {
      const start = after ?? 0
      const { rows } =
        await sql<TimelineEvent>`select page.* from unnest(${runIds}::text[]) with ordinality as k(run_id, position)
        cross join lateral (
          select ${TIMELINE_FIELDS} from delivery.handoff_event e
          where e.run_id = k.run_id and e.sequence > ${start} order by e.sequence limit ${first + 1}
        ) as page order by k.position, page.sequence`.execute(db)
      const pageOf = (runId: string) =>
        toPage(
          first,
          start,
          rows.filter((row) => row.runId === runId),
        )
      return new Map(runIds.map((runId) => [runId, pageOf(runId)]))
    },

    async inbox(owner, { first, after }) {
      const { rows } = await sql<InboxRow>`with settled as materialized (select ${SETTLED} as sequence),
        scanned as materialized (
          select * from delivery.handoff_event
          where sequence > ${after}::bigint and sequence <= (select sequence from settled) order by sequence limit ${MAX_SCANNED}
        ),
        found as (
          select ${TIMELINE_FIELDS} from scanned e where ${concerns(owner)} order by e.sequence limit ${first + 1}
        )
        select coalesce((select max(sequence) from scanned), ${after}::bigint, (select sequence from settled)) as "scannedTo",
          (select count(*) from scanned) as "scannedCount", found.*
        from (select) as once left join found on true order by found.sequence`.execute(db)
      return toInboxPage(first, rows)
    },

    async changedRuns(after) {
      const { rows } = await sql<{ runId: string; sequence: number }>`with position as materialized (
          select coalesce(${after}::bigint, (select max(sequence) from delivery.handoff_event), 0) as sequence
        ),
        scanned as (
          select run_id, sequence from delivery.handoff_event
          where sequence > (select sequence from position) - ${LOOK_BACK}
            and (sequence > (select sequence from position) or recorded_at > ${SETTLING})
          order by sequence limit ${MAX_SCANNED}
        )
        select '' as "runId", sequence from position
        union all select run_id, max(sequence) from scanned group by run_id`.execute(db)
      return {
        head: Math.max(...rows.map(({ sequence }) => sequence)),
        runs: rows.filter(({ runId }) => runId !== ''),
      }
    },
  }
}

/** Every row tells how far the log was read; without a find there is one row, with nothing else in it. */
type InboxRow = { readonly scannedTo: number; readonly scannedCount: number } & (TimelineEvent | { readonly sequence: null })

function toInboxPage(first: number, rows: readonly InboxRow[]): ProgressPage {
  const events = rows.flatMap((row) => {
    if (row.sequence === null) return []
    const { scannedTo: _, scannedCount: __, ...event } = row
    return event
  })
  const page = toPage(first, rows[0]?.scannedTo ?? 0, events)
  if (page.hasNextPage) return page
  return { ...page, readUpTo: rows[0]?.scannedTo ?? 0, hasNextPage: rows[0]?.scannedCount === MAX_SCANNED }
}

/** One event more than the page holds was asked for, to know whether there is a next page. */
function toPage(first: number, start: number, found: readonly TimelineEvent[]): ProgressPage {
  const events = found.slice(0, first)
  return { events, hasNextPage: found.length > first, readUpTo: events.at(-1)?.sequence ?? start }
}
