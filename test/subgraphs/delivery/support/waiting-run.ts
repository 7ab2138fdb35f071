import { type DeliveryFixture, startRun } from './delivery-fixture.ts'

export interface WaitingRun {
  readonly runId: string
  readonly handoffId: string
  readonly legalId: string
  readonly financeId: string
}

/** A started run without a worker, moved by SQL to where the worker leaves it: both approvals are asked for. */
export async function openWaitingRun(fixture: DeliveryFixture, suffix: string): Promise<WaitingRun> {
  const { runId, handoffId } = await startRun(fixture.system, `opp_${suffix}`)
  const [legalId, financeId] = [`apr_${suffix}legal`, `apr_${suffix}finance`]
  await fixture.rows(`
    update delivery.workflow_step set status = 'WAITING' where run_id = '${runId}' and key in ('H05', 'H06');
    update delivery.workflow_run set status = 'WAITING_APPROVAL', wake_at = null where id = '${runId}';
    insert into delivery.approval (id, run_id, handoff_id, contract_id, step_key, kind, status, title, amount, currency, approver_role,
      requested_by, requested_by_worker_id, due_at)
    values
      ('${legalId}', '${runId}', '${handoffId}', 'ctr_${suffix}', 'H05', 'SOW_LEGAL', 'PENDING', 'SOW ${suffix}', 1000.50, 'EUR', 'legal',
        'delivery_ops', 'wrk_deliveryops', '2026-05-28T09:00:00Z'),
      ('${financeId}', '${runId}', '${handoffId}', 'ctr_${suffix}', 'H06', 'BILLING_TERMS_FINANCE', 'PENDING', 'Terms ${suffix}', null, null,
        'finance_controller', 'delivery_ops', 'wrk_deliveryops', '2026-05-26T08:00:00Z')`)
  return { runId, handoffId, legalId, financeId }
}
