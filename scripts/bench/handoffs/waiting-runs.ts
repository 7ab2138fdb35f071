import type pg from 'pg'
import { DECISION_FIRST } from './bench-definitions.ts'
import { openRuns } from './bench-runs.ts'

/** Runs that wait for the decision of legal, as a worker leaves them: asked, at rest, with a deadline far away. */
export async function openWaitingRuns(admin: pg.Client, { prefix, count }: { readonly prefix: string; readonly count: number }) {
  await openRuns(admin, DECISION_FIRST, { prefix, count })
  await admin.query(
    `insert into delivery.approval (id, run_id, handoff_id, contract_id, step_key, kind, status, title, approver_role, requested_by,
       requested_by_worker_id, due_at)
     select 'apr_' || $1 || n, 'run_' || $1 || n, 'hnd_' || $1 || n, 'ctr_bench', 'H05', 'SOW_LEGAL', 'PENDING', 'Waiting', 'legal',
       'bench', 'wrk_bench', platform.business_now() + interval '30 days' from generate_series(1, $2::int) n`,
    [prefix, count],
  )
  await admin.query(
    `update delivery.workflow_step set status = 'WAITING', attempt = 1, started_at = platform.business_now()
     where key = 'H05' and starts_with(run_id, $1)`,
    [`run_${prefix}`],
  )
  await admin.query(
    `update delivery.workflow_run set status = 'WAITING_APPROVAL', current_step_key = 'H05',
       alarm_at = platform.business_now() + interval '30 days' where starts_with(id, $1)`,
    [`run_${prefix}`],
  )
}

/** Legal approves the first `count` of them at the same time; the rows say what a decision writes. */
export async function approveWaiting(admin: pg.Client, prefix: string, count: number): Promise<void> {
  await admin.query(
    `update delivery.approval set status = 'APPROVED', decision = 'APPROVE', decided_by = 'legal', decided_by_worker_id = 'wrk_legal',
       decided_at = platform.business_now()
     where id in (select 'apr_' || $1 || n from generate_series(1, $2::int) n)`,
    [prefix, count],
  )
}
