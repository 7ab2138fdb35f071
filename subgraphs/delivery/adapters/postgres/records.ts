import { sql } from 'kysely'
import { internalOnly } from '../../../../policies/index.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, moneyColumn, oneOf } from '../../../shared/postgres/table.ts'
import type { Approval, ApprovalFilter } from '../../approval-port.ts'
import type { ClientRevocation, Partner, PartnerClient, PartnerFilter, TokenRevocation } from '../../partner-port.ts'
import type {
  AuditEvent,
  DeferredNews,
  Handoff,
  HandoffFilter,
  NoFilter,
  Notice,
  NoticeFilter,
  ReviewTask,
  ReviewTaskFilter,
  StageEntry,
  WorkflowDefinitionFilter,
  WorkflowDefinitionRecord,
  WorkflowRun,
  WorkflowRunFilter,
  WorkflowStep,
  WorkflowStepFilter,
} from '../../port.ts'
import { REWORKER } from '../../workflows/commands/resubmit-approval.ts'

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
  rows: bindRows(internalOnly('Handoff'), {}),
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
  rows: bindRows(internalOnly('WorkflowRun'), {}),
})

export const STEPS = defineTable<WorkflowStep, WorkflowStepFilter, 'runId', 'nextAttemptAt'>({
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
    ownerRole: column('owner_role'),
    optional: column('optional'),
    mandatoryControl: column('mandatory_control'),
    fallbackRound: column('fallback_round'),
    nextAttemptAt: column('next_attempt_at'),
    firstFailedAt: column('first_failed_at'),
    recoveredAt: column('recovered_at'),
    manual: column('manual'),
    reason: column('reason'),
    dueAt: column('due_at'),
    waitingRole: column('waiting_role'),
    escalationLevel: column('escalation_level'),
  },
  keys: { runId: 'run_id' },
  filters: { status: oneOf('status') },
  orders: { nextAttemptAt: { column: 'next_attempt_at', type: 'timestamptz' } },
  rows: bindRows(internalOnly('WorkflowStep'), {}),
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
    comments: column('comments'),
    requestedAt: column('requested_at'),
    dueAt: column('due_at'),
    decidedAt: column('decided_at'),
    level: column('level'),
    levelCount: column('level_count'),
    round: column('round'),
    policyId: column('policy_id'),
    policyVersion: column('policy_version'),
    band: column('band'),
    escalationLevel: column('escalation_level'),
    delegatedToWorkerId: column('delegated_to_worker_id'),
    delegatedByWorkerId: column('delegated_by_worker_id'),
    sentBackAt: column('sent_back_at'),
    pausedHours: column('paused_hours'),
    facts: column('facts'),
    choice: column('choice'),
  },
  keys: { runId: 'run_id', contractId: 'contract_id', projectId: 'project_id' },
  filters: {
    kind: oneOf('kind'),
    status: oneOf('status'),
    waitingFor: ({ subject, workerId, roles }) => sql`(
      t.status in ('PENDING', 'ESCALATED') and t.approver_role = any(${roles})
      and (t.delegated_to_worker_id is null or t.delegated_to_worker_id = ${workerId} or t.due_at <= platform.business_now())
      and not delivery.parties_to(t) && array[${subject}::text, ${workerId}::text]
      or t.status = 'SENT_BACK' and (t.requested_by = ${subject} or ${REWORKER} = any(${roles})))`,
  },
  orders: { requestedAt: { column: 'requested_at', type: 'timestamptz' } },
  rows: bindRows(internalOnly('Approval'), {}),
})

export const REVIEW_TASKS = defineTable<ReviewTask, ReviewTaskFilter, 'runId', 'openedAt'>({
  from: 'delivery.review_task',
  columns: {
    ...ENTITY,
    runId: column('run_id'),
    handoffId: column('handoff_id'),
    stepKey: column('step_key'),
    subject: column('subject'),
    status: column('status'),
    category: column('category'),
    code: column('code'),
    title: column('title'),
    message: column('message'),
    system: column('system'),
    assigneeRole: column('assignee_role'),
    openedAt: column('opened_at'),
    dueAt: column('due_at'),
    resolvedAt: column('resolved_at'),
    resolvedByWorkerId: column('resolved_by_worker_id'),
    resolution: column('resolution'),
    comment: column('comment'),
  },
  keys: { runId: 'run_id' },
  filters: { roles: oneOf('assignee_role'), status: oneOf('status') },
  orders: { openedAt: { column: 'opened_at', type: 'timestamptz' } },
  rows: bindRows(internalOnly('ReviewTask'), {}),
})

export const NOTICES = defineTable<Notice, NoticeFilter, 'runId', 'noticedAt'>({
  from: 'delivery.notice',
  columns: {
    ...ENTITY,
    runId: column('run_id'),
    handoffId: column('handoff_id'),
    projectId: column('project_id'),
    role: column('role'),
    title: column('title'),
    noticedAt: column('noticed_at'),
  },
  keys: { runId: 'run_id' },
  filters: { roles: oneOf('role') },
  orders: { noticedAt: { column: 'noticed_at', type: 'timestamptz' } },
  rows: bindRows(internalOnly('Notice'), {}),
})

export const DEFERRED_NEWS = defineTable<DeferredNews, NoFilter, never, 'createdAt'>({
  from: 'delivery.deferred_news',
  columns: {
    ...ENTITY,
    system: column('system'),
    type: column('type'),
    subjectId: column('subject_id'),
    attempts: column('attempts'),
    code: column('code'),
    message: column('message'),
    nextAttemptAt: column('next_attempt_at'),
  },
  keys: {},
  filters: {},
  orders: { createdAt: { column: 'created_at', type: 'timestamptz' } },
  rows: bindRows(internalOnly('DeferredNews'), {}),
})

export const DEFINITIONS = defineTable<WorkflowDefinitionRecord, WorkflowDefinitionFilter, never, 'version'>({
  from: 'delivery.workflow_definition',
  columns: {
    ...ENTITY,
    kind: column('kind'),
    version: column('version'),
    status: column('status'),
    name: column('name'),
    processOwnerId: column('process_owner_id'),
    endsIn: column('ends_in'),
    groups: column('groups'),
    changeNote: column('change_note'),
    publishedAt: column('published_at'),
    publishedBy: column('published_by'),
  },
  keys: {},
  filters: { kind: oneOf('kind') },
  orders: { version: { column: 'version', type: 'integer' } },
  rows: bindRows(internalOnly('WorkflowDefinition'), {}),
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
  rows: bindRows(internalOnly('AuditEvent'), {}),
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
  rows: bindRows(internalOnly('StageEntry'), {}),
})

export const PARTNERS = defineTable<Partner, PartnerFilter, never, 'name'>({
  from: 'delivery.partner',
  columns: {
    ...ENTITY,
    kind: column('kind'),
    name: column('name'),
    accountId: column('account_id'),
    supplierId: column('supplier_id'),
    registeredBy: column('registered_by'),
  },
  keys: {},
  filters: { kind: oneOf('kind') },
  orders: { name: { column: 'name', type: 'text' } },
  rows: bindRows(internalOnly('Partner'), {}),
})

export const PARTNER_CLIENTS = defineTable<PartnerClient, NoFilter, 'partnerId', never>({
  from: 'delivery.partner_client',
  columns: {
    ...ENTITY,
    partnerId: column('partner_id'),
    name: column('name'),
    scopes: column('scopes'),
    expiresAt: column('expires_at'),
    issuedBy: column('issued_by'),
    tokensNotBefore: column('tokens_not_before'),
    revokedAt: column('revoked_at'),
  },
  keys: { partnerId: 'partner_id' },
  filters: {},
  orders: {},
  rows: bindRows(internalOnly('PartnerClient'), {}),
})

export const CLIENT_REVOCATIONS = defineTable<ClientRevocation, NoFilter, 'clientId', never>({
  from: 'delivery.revocation',
  columns: { ...ENTITY, clientId: column('client_id'), reason: column('reason'), actor: column('actor') },
  keys: { clientId: 'client_id' },
  filters: {},
  orders: {},
  rows: bindRows(internalOnly('ClientRevocation'), {}),
})

export const TOKEN_REVOCATIONS = defineTable<TokenRevocation, NoFilter, never, never>({
  from: 'delivery.revocation',
  columns: {
    ...ENTITY,
    tokenId: column('token_id'),
    expiresAt: column('expires_at'),
    reason: column('reason'),
    actor: column('actor'),
  },
  keys: {},
  filters: {},
  orders: {},
  rows: bindRows(internalOnly('TokenRevocation'), {}),
})
