import { sql } from 'kysely'
import type { Database } from '../../../../shared/postgres/database.ts'
import type { ApprovalDraft, RunFacts } from '../../../workflows/run-state.ts'
import type { LockedRun } from './locked-run.ts'

/** Enters a request for a decision; the starter of the run is its requester, and may not decide. */
export async function insertApproval(
  transaction: Database,
  { id: runId, handoffId, projectId }: LockedRun,
  requestedBy: RunFacts['startedBy'],
  draft: ApprovalDraft,
): Promise<void> {
  const { id, stepKey, kind, contractId, title, amount, facts, policyId, policyVersion, band, mode, round } = draft
  const { level, levelCount, routeLevels, approverRole, slaBusinessHours, escalateTo, dueAt } = draft
  await sql`insert into delivery.approval (id, run_id, handoff_id, contract_id, project_id, step_key, kind, status, title, amount,
    currency, facts, policy_id, policy_version, band, mode, round, level, level_count, route_levels, approver_role, sla_business_hours, escalate_to,
    requested_by, requested_by_worker_id, due_at)
    values (${id}, ${runId}, ${handoffId}, ${contractId}, ${projectId}, ${stepKey}, ${kind}, 'PENDING', ${title},
    ${amount?.amount ?? null}, ${amount?.currency ?? null}, ${JSON.stringify(facts)}::jsonb, ${policyId}, ${policyVersion}, ${band},
    ${mode}, ${round}, ${level}, ${levelCount}, ${JSON.stringify(routeLevels)}::jsonb, ${approverRole}, ${slaBusinessHours}, ${[...escalateTo]}, ${requestedBy.subject},
    ${requestedBy.workerId}, ${dueAt})`.execute(transaction)
}
