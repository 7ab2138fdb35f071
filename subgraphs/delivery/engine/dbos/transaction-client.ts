import { CompiledQuery } from 'kysely'
import type { ClientBase } from 'pg'
import type { Database } from '../../../shared/postgres/database.ts'

/**
 * Our open transaction in the shape of the `pg` client that the engine wants, so that its row commits together with ours.
 * The engine sends statements with parameters and reads rows; nothing else of a client is there.
 */
export function transactionClient(transaction: Database): ClientBase {
  const client = {
    async query(text: string, values: readonly unknown[] = []) {
      const { rows, numAffectedRows } = await transaction.executeQuery(CompiledQuery.raw(text, [...values]))
      return { rows, rowCount: numAffectedRows === undefined ? rows.length : Number(numAffectedRows) }
    },
  }
  return client as unknown as ClientBase // the engine's transactional calls use `query` alone (checked for 5.3.0)
}
