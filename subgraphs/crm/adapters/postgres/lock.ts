import { sql } from 'kysely'
import type { WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'

/** A row that this transaction holds until it ends, or why the write cannot go on. */
export type Locked<Row> = { readonly ok: true; readonly row: Row } | { readonly ok: false; readonly error: WriteError }

/** There is nothing under the id in this field of the input. */
export const noRecord = (field: string): WriteError => ({
  code: 'NOT_FOUND',
  message: 'There is no such record.',
  field: ['input', field],
})

/**
 * Locks one row for the rest of the transaction and checks the revision that the caller read. `columns` maps the fields
 * that the decision needs to columns of the table; `field` names the input that carried the id.
 */
export async function lockRow<Row>(
  transaction: Database,
  target: {
    readonly table: string
    readonly columns: Readonly<Record<string, string>>
    readonly id: string
    readonly field: string
  },
  ifRevision?: number | null,
): Promise<Locked<Row>> {
  const columns = sql.join(Object.entries(target.columns).map(([name, column]) => sql`${sql.ref(column)} as ${sql.id(name)}`))
  const { rows } = await sql<Row & { readonly revision: number }>`select revision, ${columns} from ${sql.table(target.table)}
    where id = ${target.id} for update`.execute(transaction)
  const [row] = rows
  if (row === undefined) return { ok: false, error: noRecord(target.field) }
  if (ifRevision !== null && ifRevision !== undefined && row.revision !== ifRevision) {
    const message = `The record has revision ${row.revision} now; read it again.`
    return { ok: false, error: { code: 'CONFLICT', message, currentRevision: row.revision } }
  }
  return { ok: true, row }
}
