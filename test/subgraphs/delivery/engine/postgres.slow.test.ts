import { describe, expect, it } from '@jest/globals'
import pg from 'pg'
import pino from 'pino'
import { createPostgresLedger } from '../../../../subgraphs/delivery/adapters/postgres/ledger/postgres-ledger.ts'
import { createDatabaseClock } from '../../../../subgraphs/delivery/clock.ts'
import { wakeForgotten } from '../../../../subgraphs/delivery/engine/postgres/leases.ts'
import { wakeRun } from '../../../../subgraphs/delivery/engine/postgres/wake-run.ts'
import { startPostgresWorker } from '../../../../subgraphs/delivery/engine/postgres/worker.ts'
import { openDatabase } from '../../../../subgraphs/shared/postgres/database.ts'
import { openDeliveryFixture, startRun } from '../support/delivery-fixture.ts'
import { openWaitingRun } from '../support/waiting-run.ts'
import { describeEngine, type EngineStage } from './engine-contract.ts'

async function openEngineStage(): Promise<EngineStage> {
  const fixture = await openDeliveryFixture()
  const databaseUrl = fixture.database.urlFor('delivery')
  const db = openDatabase(databaseUrl, { name: 'delivery-worker' })
  const admin = openDatabase(fixture.database.adminUrl, { name: 'administrator' })
  const sessions: pg.Client[] = []
  let count = 0
  const listOf = (ids: readonly string[]) => ids.map((id) => `'${id}'`).join(', ')
  return {
    ledger: createPostgresLedger(db),
    startWorker: (options) => startPostgresWorker({ ...options, db, databaseUrl, log: pino({ level: 'silent' }) }),
    async addRuns(wanted) {
      const runs: string[] = []
      for (let index = 0; index < wanted; index += 1) {
        count += 1
        runs.push((await startRun(fixture.system, `opp_engine${count}`)).runId)
      }
      return runs
    },
    wake: (runId) => db.transaction().execute((transaction) => wakeRun(transaction, runId)),
    async setAlarm(runId, minutes) {
      await fixture.rows(`update delivery.workflow_run set alarm_at = platform.business_now() + interval '${minutes} minutes'
        where id = '${runId}'`)
    },
    passBusinessMinutes: (minutes) => createDatabaseClock(admin).advance(minutes * 60_000),
    async isFree(runId) {
      const [run] = await fixture.rows(`select lease_owner from delivery.workflow_run where id = '${runId}'`)
      return run?.lease_owner === null
    },
    async leaveWithDead(runIds) {
      await fixture.rows(
        `update delivery.workflow_run set lease_owner = 'worker-dead', wake_at = null where id in (${listOf(runIds)})`,
      )
    },
    async leaveWithHung(runIds, stillMs) {
      const session = new pg.Client({ connectionString: fixture.database.adminUrl })
      session.on('error', () => undefined)
      await session.connect()
      sessions.push(session)
      await session.query("select pg_advisory_lock(7001, hashtext('worker-hung'))")
      await session.query(`insert into delivery.worker_heartbeat (executor_id, beat_at)
        values ('worker-hung', clock_timestamp() - interval '${stillMs} milliseconds')`)
      await session.query(
        `update delivery.workflow_run set lease_owner = 'worker-hung', wake_at = null where id in (${listOf(runIds)})`,
      )
    },
    async endPause(runId) {
      await fixture.rows(`update delivery.workflow_run set wake_at = clock_timestamp() where id = '${runId}'`)
    },
    async cutSessions() {
      await fixture.rows(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like 'delivery%worker%'`)
    },
    async clear() {
      await fixture.rows(
        `update delivery.workflow_run set status = 'COMPLETED', lease_owner = null, wake_at = null, alarm_at = null`,
      )
    },
    async close() {
      await Promise.all(sessions.map((session) => session.end()))
      await db.destroy()
      await admin.destroy()
      await fixture.close()
    },
  }
}

describeEngine('PostgreSQL', openEngineStage)

describe('runs that nothing would wake', () => {
  it('are found, and no run that waits for somebody or some time', async () => {
    const fixture = await openDeliveryFixture()
    const db = openDatabase(fixture.database.urlFor('delivery'), { name: 'delivery-worker' })
    const started = async (suffix: string, change: string): Promise<string> => {
      const { runId } = await startRun(fixture.system, `opp_${suffix}`)
      await fixture.rows(
        `update delivery.workflow_run set wake_at = null where id = '${runId}'; ${change.replaceAll('RUN', runId)}`,
      )
      return runId
    }
    await openWaitingRun(fixture, 'people')
    await started('stuck', 'select 1')
    await started('alarm', "update delivery.workflow_run set alarm_at = now() where id = 'RUN'")
    await started('retry', "update delivery.workflow_run set wake_at = now() + interval '1 hour' where id = 'RUN'")
    await started('hand', "update delivery.workflow_run set lease_owner = 'w' where id = 'RUN'")
    await started('over', "update delivery.workflow_run set status = 'CANCELLED' where id = 'RUN'")
    await started(
      'work',
      "update delivery.workflow_step set status = 'WAITING', waiting_role = 'resource_manager' where run_id = 'RUN' and key = 'H18'",
    )
    await started(
      'task',
      `insert into delivery.review_task (id, run_id, handoff_id, step_key, subject, status, category, code, title, message, assignee_role, due_at)
       select 'rvt_1', id, handoff_id, 'H10', 'STEP', 'OPEN', 'UNKNOWN', 'X', 't', 'm', 'delivery_ops', now() from delivery.workflow_run where id = 'RUN'`,
    )

    expect(await wakeForgotten(db)).toEqual(['ho:opp_stuck:1'])
    expect(await wakeForgotten(db)).toEqual([])
    await db.destroy()
    await fixture.close()
  })
})
