import { sql } from 'kysely'
import { column, defineTable, moneyColumn, oneOf } from '../../../shared/postgres/table.ts'
import type {
  Approval,
  ApprovalFilter,
  AuditEvent,
  Handoff,
  HandoffFilter,
  NoFilter,
  StageEntry,
  WorkflowRun,
  WorkflowRunFilter,
  WorkflowStep,
} from '../../port.ts'

/** Where the records of the orchestration live; the readers follow from these declarations. */

const ENTITY = {
  id: column('id'),
  revision: column('revision'),
  createdAt: column('created_at'),
  updatedAt: column('updated_at'),
} as const

export const HANDOFFS = defineTable<Handoff, HandoffFilter, 'opportunityId' | 'projectId', 'openedAt'>({
  from: 'delivery.handoff',
  columns: {
    ...ENTITY,
    opportunityId: column('opportunity_id'),
    contractId: column('contract_id'),
    accountId: column('account_id'),
    projectId: column('project_id'),
    legalEntityId: column('legal_entity_id'),
    region: column('region'),
    serviceType: column('service_type'),
    status: column('status'),
    attempt: column('attempt'),
    runId: column('run_id'),
    templateCode: column('template_code'),
    completenessScore: column('completeness_score'),
    findings: column('findings'),
    blockers: column('blockers'),
    openedAt: column('opened_at'),
    acceptedAt: column('accepted_at'),
    contractApprovedAt: column('contract_approved_at'),
    projectCreatedAt: column('project_created_at'),
    resourcesAssignedAt: column('resources_assigned_at'),
    kickoffCompletedAt: column('kickoff_completed_at'),
    setupCycleHours: column('setup_cycle_hours'),
  },
  keys: { opportunityId: 'opportunity_id', projectId: 'project_id' },
  filters: {
    status: oneOf('status'),
    region: oneOf('region'),
    serviceType: oneOf('service_type'),
    opportunityIds: oneOf('opportunity_id'),
    accepted: ({ from, to }) => sql`(t.accepted_at at time zone 'UTC')::date between ${from}::date and ${to}::date`,
  },
  orders: { openedAt: { column: 'opened_at', type: 'timestamptz' } },
})

export const RUNS = defineTable<WorkflowRun, WorkflowRunFilter, 'projectId', 'startedAt'>({
  from: 'delivery.workflow_run',
  columns: {
    ...ENTITY,
    key: column('key'),
    kind: column('kind'),
    definitionVersion: column('definition_version'),
    handoffId: column('handoff_id'),
    projectId: column('project_id'),
    status: column('status'),
    correlationId: column('correlation_id'),
    startedBy: column('started_by'),
    startedByWorkerId: column('started_by_worker_id'),
    startedAt: column('started_at'),
    completedAt: column('completed_at'),
    currentStepKey: column('current_step_key'),
    exceptionCount: column('exception_count'),
    failureCode: column('failure_code'),
    failureCategory: column('failure_category'),
    failureMessage: column('failure_message'),
    failureSystem: column('failure_system'),
  },
  keys: { projectId: 'project_id' },
  filters: { status: oneOf('status'), projectIds: oneOf('project_id') },
  orders: { startedAt: { column: 'started_at', type: 'timestamptz' } },
})

export const STEPS = defineTable<WorkflowStep, NoFilter, 'runId', never>({
  from: 'delivery.workflow_step',
  columns: {
    ...ENTITY,
    runId: column('run_id'),
    key: column('key'),
    position: column('position'),
    name: column('name'),
    stage: column('stage'),
    system: column('system'),
    status: column('status'),
    attempt: column('attempt'),
    maxAttempts: column('max_attempts'),
    idempotencyKey: column('idempotency_key'),
    externalReference: column('external_reference'),
    startedAt: column('started_at'),
    completedAt: column('completed_at'),
    errorCode: column('error_code'),
    errorCategory: column('error_category'),
    errorMessage: column('error_message'),
    errorSystem: column('error_system'),
    nextRetryAt: column('next_retry_at'),
    compensationStatus: column('compensation_status'),
  },
  keys: { runId: 'run_id' },
  filters: {},
  orders: {},
})

export const APPROVALS = defineTable<Approval, ApprovalFilter, 'runId' | 'contractId' | 'projectId', 'requestedAt'>({
  from: 'delivery.approval',
  columns: {
    ...ENTITY,
    runId: column('run_id'),
    handoffId: column('handoff_id'),
    contractId: column('contract_id'),
    projectId: column('project_id'),
    stepKey: column('step_key'),
    kind: column('kind'),
    status: column('status'),
    title: column('title'),
    amount: moneyColumn('amount'),
    approverRole: column('approver_role'),
    requestedBy: column('requested_by'),
    requestedByWorkerId: column('requested_by_worker_id'),
    decidedBy: column('decided_by'),
    decidedByWorkerId: column('decided_by_worker_id'),
    decision: column('decision'),
    comment: column('comment'),
    requestedAt: column('requested_at'),
    dueAt: column('due_at'),
    decidedAt: column('decided_at'),
  },
  keys: { runId: 'run_id', contractId: 'contract_id', projectId: 'project_id' },
  filters: {
    kind: oneOf('kind'),
    status: oneOf('status'),
    decidableBy: ({ subject, workerId, roles }) => sql`(
      t.status = 'PENDING' and t.approver_role = any(${roles}) and t.requested_by <> ${subject}
      and t.requested_by_worker_id is distinct from coalesce(${workerId}::text, '')
      and not exists (select from delivery.approval other where other.run_id = t.run_id and other.id <> t.id
        and (other.decided_by = ${subject} or other.decided_by_worker_id = ${workerId})))`,
  },
  orders: { requestedAt: { column: 'requested_at', type: 'timestamptz' } },
})

export const EVENTS = defineTable<AuditEvent, NoFilter, 'runId', 'sequence'>({
  from: 'delivery.handoff_event',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('recorded_at'),
    updatedAt: column('recorded_at'),
    sequence: column('sequence'),
    runId: column('run_id'),
    entity: column('entity'),
    entityId: column('entity_id'),
    action: column('action'),
    fromState: column('from_state'),
    toState: column('to_state'),
    actor: column('actor'),
    actorKind: column('actor_kind'),
    correlationId: column('correlation_id'),
    occurredAt: column('occurred_at'),
    recordedAt: column('recorded_at'),
    payload: column('payload'),
  },
  keys: { runId: 'run_id' },
  filters: {},
  // A bigint column, read as text for the cursor; sequences stay far below the range of an integer pattern of 20 digits.
  orders: { sequence: { column: 'sequence', type: 'numeric' } },
})

export const STAGES = defineTable<StageEntry, NoFilter, 'projectId', never>({
  from: 'delivery.project_stage',
  columns: {
    ...ENTITY,
    projectId: column('project_id'),
    stage: column('stage'),
    enteredAt: column('entered_at'),
    leftAt: column('left_at'),
  },
  keys: { projectId: 'project_id' },
  filters: {},
  orders: {},
})
