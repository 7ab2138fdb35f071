import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import type { DomainEventAnswer } from '../../graph/answers.ts'
import type { DeferredNewsStore } from '../../workflows/intake.ts'

/** Longest pause in milliseconds before news is tried again. */
const MAX_PAUSE_MS = 60_000
/** News that one worker takes at once; what is due beyond that is taken in the next round, or by another worker. */
const MAX_TAKEN = 100
/** Beyond this many doublings every pause is the longest one. */
const MAX_DOUBLINGS = 20

/**
 * News that waits for another attempt. Pauses are in the table, so they hold for all workers and over restarts, and taking is
 * one statement: no two workers have the same news, and what a worker took that died comes again after its pause.
 */
export function createDeferredNewsStore(db: Database, { firstPauseMs }: { readonly firstPauseMs: number }): DeferredNewsStore {
  return {
    async defer(news) {
      if (news.length === 0) return
      const rows = news.map(
        ({ system, event, reason: { code, message } }) => sql`(${event.id}, ${system}, ${event.type}, ${event.subjectId},
          ${JSON.stringify(event)}::jsonb, ${code}, ${message}, clock_timestamp() + ${firstPauseMs}::integer * interval '1 ms')`,
      )
      await sql`insert into delivery.deferred_news as known (id, system, type, subject_id, event, code, message, next_attempt_at)
        values ${sql.join(rows)}
        on conflict (id) do update set code = excluded.code, message = excluded.message, revision = known.revision + 1,
          updated_at = now()`.execute(db)
    },
    async takeDue() {
      const { rows } = await sql<{ event: DomainEventAnswer; system: 'CRM' | 'PSA' }>`
        update delivery.deferred_news n set attempts = n.attempts + 1, revision = n.revision + 1, updated_at = now(),
          next_attempt_at = clock_timestamp() + interval '1 ms' *
            least(${MAX_PAUSE_MS}::bigint, ${firstPauseMs}::bigint * (1 << least(n.attempts, ${MAX_DOUBLINGS}::integer)))
        from (select id from delivery.deferred_news where next_attempt_at <= clock_timestamp()
          order by next_attempt_at limit ${MAX_TAKEN} for update skip locked) due
        where n.id = due.id returning n.system, n.event`.execute(db)
      return rows
    },
    async forget(eventIds) {
      if (eventIds.length === 0) return
      await sql`delete from delivery.deferred_news where id = any(${eventIds})`.execute(db)
    },
  }
}
