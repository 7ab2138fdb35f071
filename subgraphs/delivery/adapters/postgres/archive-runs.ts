import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'

/** Runs of one transaction: short enough that a run at work never waits long for a lock or for the disk. */
const BATCH = 200

/**
 * Removes what only work in progress needs, of runs that ended at least `days` ago by the business clock: steps, approvals,
 * review tasks, notices. Run, handoff and the append-only event log stay, so who decided, delegated, chose or cancelled what and
 * when can be told for ever. What people wrote about it in free text goes with the records: the log only says that they did.
 * Any number of workers may do this at once: one works, the others leave. Answers how many runs were archived.
 */
export async function archiveRuns(db: Database, days: number): Promise<number> {
  for (let archived = 0; ; ) {
    const batch = await archiveBatch(db, days)
    archived += batch
    if (batch < BATCH) return archived
  }
}

function archiveBatch(db: Database, days: number): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const { rows: locks } = await sql<{ isOurs: boolean }>`
      select pg_try_advisory_xact_lock(hashtext('delivery retention')) as "isOurs"`.execute(transaction)
    if (locks[0]?.isOurs !== true) return 0
    // The limit is a subquery, so that it is taken once and the index of ended runs can be used.
    const { rows: due } = await sql<{ id: string }>`
      select id from delivery.workflow_run
      where completed_at < (select platform.business_now() - ${days} * interval '1 day') and archived_at is null
        and status in ('COMPLETED', 'CANCELLED', 'FAILED')
      order by completed_at limit ${BATCH} for update skip locked`.execute(transaction)
    if (due.length === 0) return 0
    const ids = due.map(({ id }) => id)
    for (const table of ['workflow_step', 'approval', 'review_task', 'notice'] as const)
      await sql`delete from ${sql.table(`delivery.${table}`)} where run_id = any(${ids})`.execute(transaction)
    await sql`update delivery.workflow_run set archived_at = platform.business_now(), revision = revision + 1, updated_at = now()
      where id = any(${ids})`.execute(transaction)
    return due.length
  })
}
