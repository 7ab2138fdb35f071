import { sql } from 'kysely'
import { newId } from '../../../contracts/wire/ids.ts'
import { assertEvent, type DomainEvent, type EventDraft, type Outbox } from '../events.ts'
import type { Database } from './database.ts'

/** Days that an acknowledged event is kept, so that an operator can still see what was sent. */
const KEPT_DAYS = 30
/** Most rows that one acknowledgement deletes, so that it stays short after a long pause too. */
const DELETED_AT_ONCE = 500

/**
 * Records that something happened, in the transaction in which it happens: both are committed, or neither is. Nothing is
 * sent here; consumers read the outbox.
 *
 * @throws TypeError for an event that the registry does not have; the caller's transaction is lost with it.
 */
export async function emitEvent(transaction: Database, schema: string, event: EventDraft): Promise<void> {
  assertEvent(event)
  const { type, version, subjectId, payload, correlationId, actor } = event
  await sql`insert into ${tableOf(schema)} (id, type, version, subject_id, payload, correlation_id, actor)
    values (${newId('DomainEvent')}, ${type}, ${version}, ${subjectId}, ${JSON.stringify(payload)}, ${correlationId}, ${actor})`.execute(
    transaction,
  )
}

/**
 * The reading side of `<schema>.outbox_event`. A reader acknowledges each event instead of remembering a position: of two
 * transactions the one with the lower sequence number or clock may commit later, and a reader that was past it by then would
 * never see its event. An event is therefore delivered at least once, and a consumer must be idempotent on its id.
 */
export function createOutbox(db: Database, schema: string): Outbox {
  const table = tableOf(schema)
  return {
    async pending(first) {
      const { rows } = await sql<DomainEvent>`select id, type, version, subject_id as "subjectId", payload,
          correlation_id as "correlationId", actor, occurred_at as "occurredAt", recorded_at as "recordedAt"
        from ${table} where acknowledged_at is null order by recorded_at, id limit ${first}`.execute(db)
      return rows
    },

    async acknowledge(ids) {
      const { rows } = await sql`update ${table} set acknowledged_at = now()
        where id = any(${ids}) and acknowledged_at is null returning id`.execute(db)
      await sql`delete from ${table} where id in (
          select id from ${table} where acknowledged_at < now() - make_interval(days => ${KEPT_DAYS})
          order by acknowledged_at limit ${DELETED_AT_ONCE} for update skip locked
        )`.execute(db)
      return rows.length
    },
  }
}

const tableOf = (schema: string) => sql.table(`${schema}.outbox_event`)
