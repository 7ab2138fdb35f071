import { type RawBuilder, sql } from 'kysely'
import type { InboxOwner } from '../../progress.ts'

/** A record that waits for people, and the columns that say for whom. */
interface InboxRecord {
  /** Name that `handoff_event.entity` carries. */
  readonly entity: string
  readonly table: string
  /** Role that has to act. */
  readonly role: string
  /** People concerned in person, and by which of their names the column holds them. */
  readonly people: readonly { readonly column: string; readonly holds: 'subject' | 'workerId' }[]
}

/** What an inbox is made of; a new kind of record is one line. */
const INBOX_RECORDS: readonly InboxRecord[] = [
  {
    entity: 'Approval',
    table: 'delivery.approval',
    role: 'approver_role',
    people: [
      { column: 'requested_by', holds: 'subject' },
      { column: 'delegated_to_worker_id', holds: 'workerId' },
    ],
  },
  { entity: 'ReviewTask', table: 'delivery.review_task', role: 'assignee_role', people: [] },
]

/** Whether an event `e` is of a record that waits for this person. */
export function concerns(owner: InboxOwner): RawBuilder<unknown> {
  const ofRecord = ({ entity, table, role, people }: InboxRecord) => {
    const inPerson = people.map(({ column, holds }) => sql` or r.${sql.ref(column)} = ${owner[holds]}::text`)
    return sql`e.entity = ${entity} and exists (
      select from ${sql.table(table)} r where r.id = e.entity_id and (r.${sql.ref(role)} = any(${owner.roles})${sql.join(inPerson, sql``)}))`
  }
  return sql.join(INBOX_RECORDS.map(ofRecord), sql` or `)
}

/** What people call a record, by its entity: a column of its table. */
const LABELS: Readonly<Record<string, { readonly table: string; readonly column: string }>> = {
  WorkflowStep: { table: 'delivery.workflow_step', column: 'name' },
  Approval: { table: 'delivery.approval', column: 'approver_role' },
  ReviewTask: { table: 'delivery.review_task', column: 'assignee_role' },
}

/** The select list of a timeline event; the event is called `e`. */
export const TIMELINE_FIELDS: RawBuilder<unknown> = sql`e.sequence, e.run_id as "runId", e.entity, e.entity_id as "entityId", e.action,
  e.from_state as "fromState", e.to_state as "toState", e.actor_kind as "actorKind", e.occurred_at as "occurredAt",
  e.recorded_at as "recordedAt", case e.entity ${sql.join(
    Object.entries(LABELS).map(
      ([entity, { table, column }]) =>
        sql`when ${sql.lit(entity)} then (select r.${sql.ref(column)} from ${sql.table(table)} r where r.id = e.entity_id)`,
    ),
    sql` `,
  )} end as label`
