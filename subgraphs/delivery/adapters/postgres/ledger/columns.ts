import { type RawBuilder, sql } from 'kysely'
import type { ApprovalPatch, HandoffPatch, StepPatch } from '../../../workflows/changes.ts'

/** Columns of the fields that planners may set; a field without its column does not compile. */

export const HANDOFF_COLUMN: { readonly [Field in keyof Required<HandoffPatch>]: string } = {
  contractId: 'contract_id',
  accountId: 'account_id',
  legalEntityId: 'legal_entity_id',
  region: 'region',
  serviceType: 'service_type',
  acceptedAt: 'accepted_at',
  completenessScore: 'completeness_score',
  findings: 'findings',
  blockers: 'blockers',
  contractApprovedAt: 'contract_approved_at',
  projectCreatedAt: 'project_created_at',
  resourcesAssignedAt: 'resources_assigned_at',
  kickoffCompletedAt: 'kickoff_completed_at',
  setupCycleHours: 'setup_cycle_hours',
  projectId: 'project_id',
  templateCode: 'template_code',
}

/** The failure has four columns of its own. */
export const STEP_COLUMN: { readonly [Field in keyof Required<Omit<StepPatch, 'error'>>]: string } = {
  attempt: 'attempt',
  attemptsInRound: 'attempts_in_round',
  fallbackRound: 'fallback_round',
  result: 'result',
  externalReference: 'external_reference',
  nextRetryAt: 'next_retry_at',
  nextAttemptAt: 'next_attempt_at',
  firstFailedAt: 'first_failed_at',
  recoveredAt: 'recovered_at',
  startedAt: 'started_at',
  completedAt: 'completed_at',
  dueAt: 'due_at',
  waitingRole: 'waiting_role',
  escalationLevel: 'escalation_level',
  manual: 'manual',
  reason: 'reason',
  compensationStatus: 'compensation_status',
}

export const APPROVAL_COLUMN: {
  readonly [Field in keyof Required<
    Pick<
      ApprovalPatch,
      | 'approverRole'
      | 'escalationLevel'
      | 'dueAt'
      | 'delegatedToWorkerId'
      | 'delegatedByWorkerId'
      | 'remainingHours'
      | 'pausedHours'
      | 'sentBackAt'
      | 'resubmittedBy'
      | 'resubmittedByWorkerId'
      | 'title'
      | 'facts'
      | 'choice'
      | 'decision'
      | 'comment'
      | 'comments'
      | 'decidedBy'
      | 'decidedByWorkerId'
      | 'decidedAt'
    >
  >]: string
} = {
  approverRole: 'approver_role',
  escalationLevel: 'escalation_level',
  dueAt: 'due_at',
  delegatedToWorkerId: 'delegated_to_worker_id',
  delegatedByWorkerId: 'delegated_by_worker_id',
  remainingHours: 'remaining_hours',
  pausedHours: 'paused_hours',
  sentBackAt: 'sent_back_at',
  resubmittedBy: 'resubmitted_by',
  resubmittedByWorkerId: 'resubmitted_by_worker_id',
  title: 'title',
  facts: 'facts',
  choice: 'choice',
  decision: 'decision',
  comment: 'comment',
  comments: 'comments',
  decidedBy: 'decided_by',
  decidedByWorkerId: 'decided_by_worker_id',
  decidedAt: 'decided_at',
}

/** `column = value` for every field of the patch that has a column; arrays and objects go in as JSON. */
export function assignments(patch: object, columns: Readonly<Record<string, string>>): readonly RawBuilder<unknown>[] {
  return Object.entries(patch).flatMap(([field, value]) => {
    const name = columns[field]
    if (name === undefined || value === undefined) return []
    const isJson = typeof value === 'object' && value !== null
    return [isJson ? sql`${sql.ref(name)} = ${JSON.stringify(value)}::jsonb` : sql`${sql.ref(name)} = ${value}`]
  })
}
