import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import type { Lease } from '../../workflows/ledger.ts'

/** Takes up to `limit` runs that call for a look and that no worker has in hand; workers never wait for each other here. */
export async function takeRuns(db: Database, owner: string, limit: number): Promise<readonly Lease[]> {
  const { rows } = await sql<Lease>`
    update delivery.workflow_run r set lease_owner = ${owner}, lease_epoch = r.lease_epoch + 1, wake_at = null
    from (select id from delivery.workflow_run where wake_at <= (select clock_timestamp()) and lease_owner is null
      order by wake_at limit ${limit} for update skip locked) due
    where r.id = due.id returning r.id as "runId", r.lease_owner as owner, r.lease_epoch as epoch`.execute(db)
  return rows
}

/** Gives a run back that cannot go on now; it is looked at again after a pause, or at once when somebody woke it meanwhile. */
export async function returnRun(db: Database, { runId, owner, epoch }: Lease, pauseMs: number): Promise<void> {
  await sql`update delivery.workflow_run set lease_owner = null,
      wake_at = least(wake_at, clock_timestamp() + ${pauseMs} * interval '1 millisecond')
    where id = ${runId} and lease_owner = ${owner} and lease_epoch = ${epoch}`.execute(db)
}

/** Counts a failure that nobody foresaw; answers how many there were in a row, 0 when the lease is lost. */
export async function countFailure(db: Database, { runId, owner, epoch }: Lease): Promise<number> {
  const { rows } = await sql<{ failures: number }>`update delivery.workflow_run set unexpected_failures = unexpected_failures + 1
    where id = ${runId} and lease_owner = ${owner} and lease_epoch = ${epoch}
    returning unexpected_failures as failures`.execute(db)
  return rows[0]?.failures ?? 0
}

/**
 * Gives back what a worker has by the table and not in hand: the answer to a taking got lost. Not to be called while the worker
 * takes runs. Answers how many they were.
 */
export async function releaseStray(db: Database, owner: string, held: readonly Lease[]): Promise<number> {
  const ids = held.map(({ runId }) => runId)
  const epochs = held.map(({ epoch }) => epoch)
  const { numAffectedRows } = await sql`update delivery.workflow_run r set lease_owner = null, wake_at = clock_timestamp()
    where r.lease_owner = ${owner} and not exists (select from unnest(${ids}::text[], ${epochs}::bigint[]) held (id, epoch)
      where held.id = r.id and held.epoch = r.lease_epoch)`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Takes every run from a worker that is dead or hangs; whoever is free goes on with them. Answers how many they were. */
export async function releaseRunsOf(db: Database, owner: string): Promise<number> {
  const { numAffectedRows } = await sql`update delivery.workflow_run set lease_owner = null, wake_at = clock_timestamp()
    where lease_owner = ${owner}`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/**
 * Wakes the runs whose deadline has come, by the business clock, the one that is overdue longest first. Answers how many they
 * were. The clock is asked once, in a subquery: asked for every row it would keep the index from being used, and a waiting
 * run would cost something.
 */
export async function ringAlarms(db: Database): Promise<number> {
  const { numAffectedRows } = await sql`update delivery.workflow_run r
    set alarm_at = null, wake_at = clock_timestamp() - (due.now - r.alarm_at)
    from (select id, clock.now from (select platform.business_now() as now) clock, delivery.workflow_run
      where alarm_at <= (select platform.business_now()) order by alarm_at limit 500 for update of workflow_run skip locked) due
    where r.id = due.id`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/**
 * Wakes the open runs that nothing would ever wake: a state that no code path leaves behind, looked for all the same. A run
 * waits for people only with something for them to do, and for everything else with a time.
 */
export async function wakeForgotten(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ key: string }>`
    update delivery.workflow_run r set wake_at = clock_timestamp()
    where r.status not in ('COMPLETED', 'CANCELLED', 'FAILED') and r.lease_owner is null and r.wake_at is null and r.alarm_at is null
      and not exists (select from delivery.approval a where a.run_id = r.id and a.status in ('PENDING', 'ESCALATED', 'SENT_BACK'))
      and not exists (select from delivery.review_task t where t.run_id = r.id and t.status = 'OPEN')
      and not exists (select from delivery.workflow_step s where s.run_id = r.id and s.status = 'WAITING' and s.waiting_role is not null)
    returning r.key`.execute(db)
  return rows.map(({ key }) => key)
}
