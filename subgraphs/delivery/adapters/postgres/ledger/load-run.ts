import { sql } from 'kysely'
import type { InstantText } from '../../../../../contracts/wire/values.ts'
import type { Database } from '../../../../shared/postgres/database.ts'
import type { Failure } from '../../../failure.ts'
import type { ErrorCategory, SystemCode } from '../../../port.ts'
import type { ApprovalState, HandoffFacts, RunFacts, RunState, StepState, TaskState } from '../../../workflows/run-state.ts'

/** Reads everything that decides about a run; the caller holds the lock on it, so the four statements agree. */
export async function loadRun(transaction: Database, runId: string): Promise<RunState> {
  const [head] = (
    await sql<HeadRow>`
    select r.id, r.key, r.definition_version as "definitionVersion", r.handoff_id as "handoffId",
      h.opportunity_id as "opportunityId", r.project_id as "projectId", r.correlation_id as "correlationId",
      r.started_by as "startedBySubject", r.started_by_worker_id as "startedByWorkerId", r.status, r.revision,
      r.current_step_key as "currentStepKey", r.exception_count as "exceptionCount", r.cancel_requested_by as "cancelBy",
      r.cancel_reason as "cancelReason", r.cancel_refused_at as "cancelRefusedAt", h.status as "handoffStatus", h.contract_id as "contractId", h.region,
      h.accepted_at as "acceptedAt", h.contract_approved_at as "contractApprovedAt", h.project_created_at as "projectCreatedAt",
      platform.business_now() as now
    from delivery.workflow_run r join delivery.handoff h on h.id = r.handoff_id where r.id = ${runId}`.execute(transaction)
  ).rows
  if (head === undefined) throw new Error(`run ${runId} does not exist`)
  const { rows: steps } = await sql<StepRow>`
    select key, status, attempt, attempts_in_round as "attemptsInRound", fallback_round as "fallbackRound", result,
      external_reference as "externalReference", next_retry_at as "nextRetryAt", next_attempt_at as "nextAttemptAt",
      first_failed_at as "firstFailedAt", recovered_at as "recoveredAt", started_at as "startedAt", completed_at as "completedAt",
      due_at as "dueAt", waiting_role as "waitingRole", escalation_level as "escalationLevel", manual, reason,
      compensation_status as "compensationStatus", error_code as "errorCode", error_category as "errorCategory",
      error_message as "errorMessage", error_system as "errorSystem"
    from delivery.workflow_step where run_id = ${runId} order by position`.execute(transaction)
  const { rows: approvals } = await sql<ApprovalRow>`
    select id, step_key as "stepKey", kind, contract_id as "contractId", title, amount as "amountText", currency, facts,
      policy_id as "policyId", policy_version as "policyVersion", band, mode, round, level, level_count as "levelCount",
      route_levels as "routeLevels", resubmitted_by as "resubmittedBy", resubmitted_by_worker_id as "resubmittedByWorkerId",
      approver_role as "approverRole", sla_business_hours as "slaBusinessHours", escalate_to as "escalateTo", due_at as "dueAt",
      status, revision, escalation_level as "escalationLevel", delegated_to_worker_id as "delegatedToWorkerId",
      delegated_by_worker_id as "delegatedByWorkerId", requested_at as "requestedAt", remaining_hours as "remainingHours",
      paused_hours as "pausedHours", sent_back_at as "sentBackAt", choice, decision, comment, comments, decided_by as "decidedBy",
      decided_by_worker_id as "decidedByWorkerId", decided_at as "decidedAt"
    from delivery.approval where run_id = ${runId} order by round, step_key, level`.execute(transaction)
  const { rows: tasks } = await sql<TaskState>`
    select id, step_key as "stepKey", subject, status, revision, category, code, title, message, system,
      assignee_role as "assigneeRole", due_at as "dueAt"
    from delivery.review_task where run_id = ${runId} and status = 'OPEN'`.execute(transaction)
  return { ...headOf(head), steps: steps.map(toStep), approvals: approvals.map(toApproval), tasks }
}

type HeadRow = Omit<RunFacts, 'startedBy' | 'cancel'> &
  Omit<HandoffFacts, 'status'> & {
    readonly handoffStatus: HandoffFacts['status']
    readonly startedBySubject: string
    readonly startedByWorkerId: string | null
    readonly cancelBy: string | null
    readonly cancelReason: string | null
    readonly now: InstantText
  }

function headOf(row: HeadRow): Pick<RunState, 'run' | 'handoff' | 'now'> {
  const { handoffStatus, contractId, region, acceptedAt, contractApprovedAt, projectCreatedAt, now, ...rest } = row
  const { startedBySubject, startedByWorkerId, cancelBy, cancelReason, ...run } = rest
  return {
    run: {
      ...run,
      startedBy: { subject: startedBySubject, workerId: startedByWorkerId },
      cancel: cancelBy === null ? null : { by: cancelBy, reason: cancelReason ?? '' },
    },
    handoff: { status: handoffStatus, contractId, region, acceptedAt, contractApprovedAt, projectCreatedAt },
    now,
  }
}

type StepRow = Omit<StepState, 'error'> & {
  readonly errorCode: string | null
  readonly errorCategory: ErrorCategory | null
  readonly errorMessage: string | null
  readonly errorSystem: SystemCode | null
}

function toStep({ errorCode, errorCategory, errorMessage, errorSystem, ...step }: StepRow): StepState {
  const error: Failure | null =
    errorCode === null
      ? null
      : { code: errorCode, category: errorCategory ?? 'UNKNOWN', message: errorMessage ?? '', system: errorSystem }
  return { ...step, error }
}

type ApprovalRow = Omit<ApprovalState, 'amount'> & { readonly amountText: string | null; readonly currency: string | null }

function toApproval({ amountText, currency, ...approval }: ApprovalRow): ApprovalState {
  const amount = amountText === null || currency === null ? null : ({ amount: amountText, currency } as ApprovalState['amount'])
  return { ...approval, amount }
}
