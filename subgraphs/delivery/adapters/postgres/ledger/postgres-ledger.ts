import { sql } from 'kysely'
import { idFor } from '../../../../../contracts/wire/ids.ts'
import type { Database } from '../../../../shared/postgres/database.ts'
import { patiently } from '../../../../shared/postgres/patiently.ts'
import { applyChanges } from '../../../workflows/changes.ts'
import type { Ledger } from '../../../workflows/ledger.ts'
import { createDefinitionSource } from './definition-source.ts'
import { loadRun } from './load-run.ts'
import { lockLeased } from './locked-run.ts'
import { writeChanges } from './write-changes.ts'

/** The worker's writing side in PostgreSQL: every call is one transaction, repeated while the database is away. */
export function createPostgresLedger(db: Database): Ledger {
  const definitions = createDefinitionSource()
  const inTransaction = <Result>(work: (transaction: Database) => Promise<Result>): Promise<Result> =>
    patiently(() => db.transaction().execute(work))

  return {
    load: (lease) =>
      inTransaction(async (transaction) => {
        const { isAwake } = await lockLeased(transaction, lease)
        // What was said until now is in what is read next; only a later word makes the run look again.
        if (isAwake) await sql`update delivery.workflow_run set wake_at = null where id = ${lease.runId}`.execute(transaction)
        const state = await loadRun(transaction, lease.runId)
        return { state, definition: await definitions.versionOf(transaction, 'SOW_TO_PROJECT', state.run.definitionVersion) }
      }),

    commit: (lease, state, planOn) =>
      inTransaction(async (transaction) => {
        const locked = await lockLeased(transaction, lease)
        if (locked.revision !== state.run.revision) return null
        const before = { ...state, now: locked.now }
        const plan = planOn(before)
        if (plan.rest !== null && locked.isAwake) return null
        const revision = await writeChanges(transaction, locked, before, plan)
        const after = applyChanges(before, plan.changes, locked.now)
        return { state: { ...after, run: { ...after.run, revision } }, plan }
      }),

    reserveProject: (lease, entityCode) =>
      inTransaction(async (transaction) => {
        const { id } = await lockLeased(transaction, lease)
        const { rows } = await sql<{ key: string }>`select key from delivery.workflow_run where id = ${id}`.execute(transaction)
        await sql`insert into delivery.project_reservation (project_id, code, run_id, status)
          values (${idFor('Project', rows[0]?.key ?? id)}, ${entityCode} || '-' || nextval('delivery.project_number'), ${id}, 'RESERVED')
          on conflict (run_id) do nothing`.execute(transaction)
        const { rows: reservations } = await sql<{ projectId: string; code: string }>`select project_id as "projectId", code
          from delivery.project_reservation where run_id = ${id}`.execute(transaction)
        const [reservation] = reservations
        if (reservation === undefined) throw new Error(`run ${id} has no reservation after making one`)
        return reservation
      }),

    voidReservation: (lease) =>
      inTransaction(async (transaction) => {
        const { id } = await lockLeased(transaction, lease)
        const { rows } = await sql<{ projectId: string }>`update delivery.project_reservation set status = 'VOID'
          where run_id = ${id} returning project_id as "projectId"`.execute(transaction)
        return rows[0]?.projectId ?? null
      }),
  }
}
