import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'

/** Channel on which workers hear that a run was woken; they look by themselves too, so a lost word costs a moment only. */
export const WAKE_CHANNEL = 'delivery_wake'

/**
 * Calls for a look at a run, in the transaction of what it is to see. Waking twice is the same as once, and a run that a
 * worker has in hand looks again before it rests.
 */
export async function wakeRun(transaction: Database, runId: string): Promise<void> {
  await sql`update delivery.workflow_run set wake_at = clock_timestamp() where id = ${runId}`.execute(transaction)
  await sql`select pg_notify(${WAKE_CHANNEL}, '')`.execute(transaction)
}
