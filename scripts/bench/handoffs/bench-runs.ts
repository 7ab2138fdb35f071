import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { WAKE_CHANNEL } from '../../../subgraphs/delivery/engine/postgres/wake-run.ts'
import { definitionId, stepsOf, type WorkflowDefinition } from '../../../subgraphs/delivery/workflows/definition.ts'

/** Publishes a workflow of a measure as data; no contract check knows it, and no other database has it. */
export async function publish(admin: pg.Client, definition: WorkflowDefinition): Promise<void> {
  const { kind, version, name, processOwnerId, endsIn, groups, changeNote } = definition
  await admin.query(
    `insert into delivery.workflow_definition (id, kind, version, status, name, process_owner_id, ends_in, groups, change_note,
       published_by)
     values ($1, $2, $3, 'PUBLISHED', $4, $5, $6, $7, $8, 'bench') on conflict do nothing`,
    [definitionId(definition), kind, version, name, processOwnerId, endsIn, JSON.stringify(groups), changeNote],
  )
}

/** Opens runs that nobody has woken yet, with the rows that a start leaves; ids are `run_{prefix}{number}`. */
export async function openRuns(
  admin: pg.Client,
  definition: WorkflowDefinition,
  { prefix, count }: { readonly prefix: string; readonly count: number },
): Promise<void> {
  await admin.query('begin')
  await admin.query(
    `insert into delivery.handoff (id, opportunity_id, status, attempt, run_id)
     select 'hnd_' || $1 || n, 'opp_' || $1 || n, 'DRAFT', 1, 'run_' || $1 || n from generate_series(1, $2::int) n`,
    [prefix, count],
  )
  await admin.query(
    `insert into delivery.workflow_run (id, key, kind, definition_version, handoff_id, status, correlation_id, started_by,
       started_by_worker_id)
     select 'run_' || $1 || n, 'ho:opp_' || $1 || n || ':1', 'SOW_TO_PROJECT', $3, 'hnd_' || $1 || n, 'RUNNING', 'bench', 'bench',
       'wrk_bench' from generate_series(1, $2::int) n`,
    [prefix, count, definition.version],
  )
  await admin.query(
    `insert into delivery.workflow_step (id, run_id, key, position, name, stage, system, status, max_attempts, idempotency_key)
     select 'run_' || $1 || n || ':' || s.key, 'run_' || $1 || n, s.key, s.position, s.name, 'OPPORTUNITY_ACCEPTED', 'DELIVERY',
       'PENDING', 5, 'ho:opp_' || $1 || n || ':1:' || s.key
     from generate_series(1, $2::int) n, unnest($3::text[], $4::text[]) with ordinality s (key, name, position)`,
    [prefix, count, stepsOf(definition).map(({ key }) => key), stepsOf(definition).map(({ name }) => name)],
  )
  await admin.query('commit')
}

/** Wakes every run of the prefix at once, in one transaction; answers the database's time of it in milliseconds. */
export async function wakeAll(admin: pg.Client, prefix: string): Promise<number> {
  await admin.query('begin')
  const { rows } = await admin.query<{ at: number }>('select extract(epoch from clock_timestamp())::float8 * 1000 as at')
  await admin.query('update delivery.workflow_run set wake_at = clock_timestamp() where starts_with(id, $1)', [`run_${prefix}`])
  await admin.query(`select pg_notify('${WAKE_CHANNEL}', '')`)
  await admin.query('commit')
  return rows[0]?.at ?? Number.NaN
}

/** Longest wait for runs, in milliseconds: what takes longer is stuck. */
const PATIENCE_MS = 300_000

/** Waits until every run of the prefix is in the state; answers when the last one got there, in the database's milliseconds. */
export async function untilAll(admin: pg.Client, prefix: string, status: 'COMPLETED' | 'WAITING_APPROVAL'): Promise<number> {
  for (const giveUpAt = Date.now() + PATIENCE_MS; Date.now() < giveUpAt; await sleep(50)) {
    // The index of open runs answers this, so that looking costs the runs nothing.
    const { rows: open } = await admin.query(
      `select from delivery.workflow_run where status not in ('COMPLETED', 'CANCELLED', 'FAILED') and status <> $2
         and starts_with(id, $1) limit 1`,
      [`run_${prefix}`, status],
    )
    if (open.length > 0) continue
    const { rows } = await admin.query<{ at: number }>(
      `select extract(epoch from max(e.recorded_at))::float8 * 1000 as at from delivery.workflow_run r
       join delivery.handoff_event e on e.run_id = r.id and e.entity = 'WorkflowRun' and e.to_state = $2 where starts_with(r.id, $1)`,
      [`run_${prefix}`, status],
    )
    return rows[0]?.at ?? Number.NaN
  }
  throw new Error(`runs of the measure are not ${status} after ${PATIENCE_MS / 1000} s`)
}
