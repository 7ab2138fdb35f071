import type pg from 'pg'
import { SIX_STEPS } from './bench-definitions.ts'
import { openRuns } from './bench-runs.ts'

/** Runs of one statement. */
const CHUNK = 10_000

/** Enters finished six-step runs with their steps, an approval each and all their events, `ageDays` old on the business clock. */
export async function insertFinishedRuns(
  admin: pg.Client,
  { prefix, count, ageDays }: { readonly prefix: string; readonly count: number; readonly ageDays: number },
): Promise<void> {
  // What is loaded here need not survive; what is measured afterwards is written by other sessions.
  await admin.query('set synchronous_commit = off')
  for (let from = 0; from < count; from += CHUNK)
    await insertChunk(admin, `${prefix}${from}x`, Math.min(CHUNK, count - from), ageDays)
  await admin.query('analyze')
}

async function insertChunk(admin: pg.Client, prefix: string, count: number, ageDays: number): Promise<void> {
  await openRuns(admin, SIX_STEPS, { prefix, count })
  await admin.query(
    `insert into delivery.approval (id, run_id, handoff_id, contract_id, step_key, kind, status, title, approver_role, requested_by,
       requested_by_worker_id, due_at, decision, decided_by, decided_by_worker_id, decided_at)
     select 'apr_' || $1 || n, 'run_' || $1 || n, 'hnd_' || $1 || n, 'ctr_bench', 'H05', 'SOW_LEGAL', 'APPROVED', 'Done', 'legal',
       'bench', 'wrk_bench', t.at, 'APPROVE', 'legal', 'wrk_legal', t.at
     from generate_series(1, $2::int) n, (select platform.business_now() - $3 * interval '1 day' as at) t`,
    [prefix, count, ageDays],
  )
  await admin.query(
    `insert into delivery.handoff_event (id, handoff_id, run_id, entity, entity_id, action, from_state, to_state, actor, actor_kind,
       correlation_id, payload)
     select 'evt_' || $1 || n || s.key || e.to_state, 'hnd_' || $1 || n, 'run_' || $1 || n, 'WorkflowStep', 'run_' || $1 || n || ':' || s.key,
       e.action, e.from_state, e.to_state, 'svc_orchestrator', 'SERVICE', 'bench', '{}'
     from generate_series(1, $2::int) n, unnest($3::text[]) as s (key),
       (values ('step.started', 'PENDING', 'RUNNING'), ('step.completed', 'RUNNING', 'COMPLETED')) as e (action, from_state, to_state)`,
    [prefix, count, SIX_STEPS.groups.flat().map(({ key }) => key)],
  )
  const of = [`run_${prefix}`, ageDays]
  await admin.query(
    `update delivery.workflow_step set status = 'COMPLETED', attempt = 1, result = '{}', started_at = t.at, completed_at = t.at
     from (select platform.business_now() - $2 * interval '1 day' as at) t where starts_with(run_id, $1)`,
    of,
  )
  await admin.query(
    `update delivery.workflow_run set status = 'COMPLETED', started_at = t.at, completed_at = t.at
     from (select platform.business_now() - $2 * interval '1 day' as at) t where starts_with(id, $1)`,
    of,
  )
  await admin.query(`update delivery.handoff set status = 'COMPLETED' where starts_with(run_id, $1)`, [`run_${prefix}`])
}
