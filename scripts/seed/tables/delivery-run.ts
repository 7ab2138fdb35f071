import { idFor } from '../../../contracts/wire/ids.ts'
import type { InstantText } from '../../../contracts/wire/values.ts'
import { stepsOf } from '../../../subgraphs/delivery/workflows/definition.ts'
import { SOW_TO_PROJECT_1 } from '../../../subgraphs/delivery/workflows/definitions/sow-to-project-1.ts'
import { text } from '../amounts.ts'
import type { Row } from '../load-rows.ts'
import type { Engagement } from '../model/engagement.ts'
import { type AttemptFacts, later } from '../model/handoff.ts'
import type { ProjectFacts } from '../model/projects.ts'
import { correlationIdOf, type EventLog } from './event-log.ts'
import { stamps } from './stamps.ts'

export interface RunRecords {
  readonly runId: string
  readonly correlationId: string
  readonly runs: readonly Row[]
  readonly steps: readonly Row[]
  readonly approvals: readonly Row[]
}

export interface RunInput {
  readonly project: ProjectFacts
  readonly engagement: Engagement
  readonly attempt: AttemptFacts
  /** From 1. */
  readonly number: number
  readonly handoffId: string
  readonly log: EventLog
  readonly acceptedAt: InstantText
}

const STEPS = stepsOf(SOW_TO_PROJECT_1)
const STARTER = { subject: 'delivery_ops', kind: 'PERSON' } as const
const DECIDERS = {
  H05: { subject: 'legal', workerId: 'wrk_legal' },
  H06: { subject: 'finance_controller', workerId: 'wrk_financecontroller' },
} as const
type ApprovalKey = keyof typeof DECIDERS

interface StepState {
  status: string
  attempts: number
  startedAt: InstantText | null
  completedAt: InstantText | null
  reference: string | null
  error: { readonly code: string; readonly category: string; readonly message: string; readonly system: string } | null
  compensation: 'NOT_NEEDED' | 'DONE'
}

/** Replays one run against the log, step by step, as the worker would have done it. */
export function createRunRecords(input: RunInput): RunRecords {
  const { project, attempt, number, handoffId, log } = input
  const key = `ho:${project.opportunityId}:${number}`
  const runId = idFor('WorkflowRun', key)
  const correlationId = correlationIdOf(key)
  const states = new Map(STEPS.map(({ key: step }) => [step, emptyStep()]))
  log.within(runId, correlationId)
  log.move('Handoff', handoffId, 'DRAFT', attempt.startedAt, { actor: STARTER, details: { attempt: String(number) } })
  log.move('WorkflowRun', runId, 'RUNNING', attempt.startedAt, { actor: STARTER, details: { attempt: String(number) } })
  for (const { key: step } of STEPS) log.begin(`${runId}:${step}`, 'PENDING')
  replay({ ...input, runId, states })
  return {
    runId,
    correlationId,
    runs: [runRow(input, { runId, key, correlationId, states })],
    steps: STEPS.map((step, index) =>
      stepRow(step, index + 1, { runId, key, state: states.get(step.key) as StepState, at: attempt.startedAt }),
    ),
    approvals: approvalRows(input, runId, states),
  }
}

const emptyStep = (): StepState => ({
  status: 'PENDING',
  attempts: 0,
  startedAt: null,
  completedAt: null,
  reference: null,
  error: null,
  compensation: 'NOT_NEEDED',
})

type Replay = RunInput & { readonly runId: string; readonly states: ReadonlyMap<string, StepState> }

function replay(run: Replay): void {
  const { attempt, project, log, runId, handoffId } = run
  const { startedAt, approvedAt } = attempt
  perform(run, 'H01', later(startedAt, 1), project.opportunityId)
  if (attempt.fault === 'incomplete') {
    const message = 'The contract does not pass CC-06.'
    fail(run, 'H02', later(startedAt, 2), { code: 'CONTRACT_INCOMPLETE', category: 'VALIDATION', message, system: 'DOCUMENTS' })
    giveUp(run, later(startedAt, 3), 'CONTRACT_INCOMPLETE')
    return
  }
  perform(run, 'H02', later(startedAt, 2), project.contractId)
  perform(run, 'H03', later(startedAt, 4), project.sale.account.id)
  for (const key of ['H05', 'H06'] as const) ask(run, key)
  if (attempt.fault === 'rejected') {
    decide(run, 'H05', 'REJECTED', attempt.legalDecidedAt)
    giveUp(run, later(attempt.legalDecidedAt, 1), 'APPROVAL_REJECTED')
    return
  }
  const inOrder: readonly ApprovalKey[] = attempt.legalDecidedAt <= attempt.financeDecidedAt ? ['H05', 'H06'] : ['H06', 'H05']
  for (const key of inOrder) decide(run, key, 'APPROVED', key === 'H05' ? attempt.legalDecidedAt : attempt.financeDecidedAt)
  log.move('WorkflowRun', runId, 'RUNNING', later(approvedAt, -1))
  const references = [
    project.contractId,
    project.code,
    `${project.sale.entity.code}`,
    `${project.id}/budget/1`,
    project.code,
    project.id,
  ]
  for (const [index, key] of (['H08', 'H09', 'H10', 'H11', 'H12', 'H13'] as const).entries()) {
    perform(run, key, later(approvedAt, index * 3), references[index] ?? null)
  }
  log.move('Handoff', handoffId, 'STAFFING', attempt.endedAt, { details: { projectId: project.id } })
  log.move('WorkflowRun', runId, 'COMPLETED', attempt.endedAt)
}

function open({ log, handoffId, runId, states }: Replay, key: string, at: InstantText): StepState {
  const state = states.get(key) as StepState // every key is one of the definition
  const { during } = STEPS.find((step) => step.key === key) as (typeof STEPS)[number]
  log.move('Handoff', handoffId, during, at)
  log.move('WorkflowStep', `${runId}:${key}`, 'RUNNING', at)
  Object.assign(state, { status: 'RUNNING', attempts: state.attempts + 1, startedAt: state.startedAt ?? at })
  return state
}

function perform(run: Replay, key: string, at: InstantText, reference: string | null): void {
  const stepId = `${run.runId}:${key}`
  const state = open(run, key, at)
  if (run.attempt.isRetried && key === 'H10') {
    run.log.move('WorkflowStep', stepId, 'RETRYING', at, { details: { code: 'SUBGRAPH_UNAVAILABLE', category: 'TRANSIENT' } })
    open(run, key, later(at, 1))
  }
  const completedAt = later(at, 2)
  run.log.move('WorkflowStep', stepId, 'COMPLETED', completedAt, {
    details: reference === null ? {} : { externalReference: reference },
  })
  Object.assign(state, { status: 'COMPLETED', completedAt, reference })
}

function fail(run: Replay, key: string, at: InstantText, error: NonNullable<StepState['error']>): void {
  const state = open(run, key, at)
  run.log.move('WorkflowStep', `${run.runId}:${key}`, 'FAILED', at, { details: { code: error.code, category: error.category } })
  Object.assign(state, { status: 'FAILED', completedAt: at, error })
}

const KIND = { H05: 'SOW_LEGAL', H06: 'BILLING_TERMS_FINANCE' } as const
const approvalId = (runId: string, key: ApprovalKey): string => idFor('Approval', runId, KIND[key])

function ask(run: Replay, key: ApprovalKey): void {
  const { requestedAt } = run.attempt
  const state = open(run, key, requestedAt)
  run.log.move('Approval', approvalId(run.runId, key), 'PENDING', requestedAt, { details: { kind: KIND[key] } })
  run.log.move('WorkflowStep', `${run.runId}:${key}`, 'WAITING', requestedAt)
  run.log.move('WorkflowRun', run.runId, 'WAITING_APPROVAL', requestedAt)
  state.status = 'WAITING'
}

function decide(run: Replay, key: ApprovalKey, to: 'APPROVED' | 'REJECTED', at: InstantText): void {
  const state = run.states.get(key) as StepState // every key is one of the definition
  const isApproved = to === 'APPROVED'
  const by = {
    actor: { subject: DECIDERS[key].subject, kind: 'PERSON' as const },
    details: { decision: isApproved ? 'APPROVE' : 'REJECT' },
  }
  run.log.move('Approval', approvalId(run.runId, key), to, at, by)
  const stepTo = isApproved ? 'COMPLETED' : 'FAILED'
  run.log.move('WorkflowStep', `${run.runId}:${key}`, stepTo, at, by)
  const error = isApproved
    ? null
    : { code: 'APPROVAL_REJECTED', category: 'BUSINESS_RULE', message: REJECTION, system: 'DELIVERY' }
  Object.assign(state, { status: stepTo, completedAt: at, reference: approvalId(run.runId, key), error })
}

const REJECTION = 'The liability cap differs from the master agreement'

/** Withdraws what is open, undoes the client master, and leaves the handoff to a person. */
function giveUp(run: Replay, at: InstantText, code: string): void {
  const { log, runId, handoffId, states } = run
  log.move('WorkflowRun', runId, 'COMPENSATING', at, { details: { code } })
  if (states.get('H06')?.status === 'WAITING') log.move('Approval', approvalId(runId, 'H06'), 'CANCELLED', at)
  for (const [key, state] of states) {
    if (state.status !== 'PENDING' && state.status !== 'WAITING') continue
    log.move('WorkflowStep', `${runId}:${key}`, 'SKIPPED', at)
    state.status = 'SKIPPED'
  }
  const master = states.get('H03')
  if (master?.status === 'COMPLETED') {
    log.move('WorkflowStep', `${runId}:H03`, 'COMPENSATED', later(at, 1))
    Object.assign(master, { status: 'COMPENSATED', compensation: 'DONE' })
  }
  log.move('Handoff', handoffId, 'BLOCKED', later(at, 1), { details: { code } })
  log.move('WorkflowRun', runId, 'FAILED', later(at, 1), { details: { code } })
}

function runRow(
  { project, attempt, handoffId }: RunInput,
  run: {
    readonly runId: string
    readonly key: string
    readonly correlationId: string
    readonly states: ReadonlyMap<string, StepState>
  },
): Row {
  const failed = [...run.states.values()].find(({ error }) => error !== null)?.error ?? null
  return {
    id: run.runId,
    key: run.key,
    kind: 'SOW_TO_PROJECT',
    definition_version: SOW_TO_PROJECT_1.version,
    handoff_id: handoffId,
    project_id: attempt.fault === null ? project.id : null,
    status: attempt.fault === null ? 'COMPLETED' : 'FAILED',
    correlation_id: run.correlationId,
    started_by: STARTER.subject,
    started_by_worker_id: 'wrk_deliveryops',
    started_at: attempt.startedAt,
    completed_at: attempt.endedAt,
    current_step_key: attempt.fault === null ? 'H13' : attempt.fault === 'incomplete' ? 'H02' : 'H06',
    exception_count: Number(attempt.fault === 'incomplete') + Number(attempt.isRetried),
    failure_code: failed?.code ?? null,
    failure_category: failed?.category ?? null,
    failure_message: failed?.message ?? null,
    failure_system: failed?.system ?? null,
    ...stamps(attempt.startedAt),
  }
}

function stepRow(
  step: (typeof STEPS)[number],
  position: number,
  {
    runId,
    key,
    state,
    at,
  }: { readonly runId: string; readonly key: string; readonly state: StepState; readonly at: InstantText },
): Row {
  return {
    id: `${runId}:${step.key}`,
    run_id: runId,
    key: step.key,
    position,
    name: step.name,
    stage: step.stage,
    system: step.system,
    status: state.status,
    attempt: state.attempts,
    max_attempts: step.maxAttempts,
    idempotency_key: `${key}:${step.key}`,
    external_reference: state.reference,
    result: null,
    started_at: state.startedAt,
    completed_at: state.completedAt,
    error_code: state.error?.code ?? null,
    error_category: state.error?.category ?? null,
    error_message: state.error?.message ?? null,
    error_system: state.error?.system ?? null,
    compensation_status: state.compensation,
    ...stamps(at),
  }
}

function approvalRows(
  { project, attempt, handoffId }: RunInput,
  runId: string,
  states: ReadonlyMap<string, StepState>,
): readonly Row[] {
  const { sale, contractId } = project
  if (attempt.fault === 'incomplete') return []
  return (['H05', 'H06'] as const).map((key) => {
    const isLegal = key === 'H05'
    const isRejected = attempt.fault === 'rejected'
    const isDecided = isLegal || !isRejected
    const decidedAt = isLegal ? attempt.legalDecidedAt : attempt.financeDecidedAt
    const decision = isRejected ? 'REJECT' : 'APPROVE'
    const comment = states.get(key)?.error?.message ?? 'In order'
    return {
      id: approvalId(runId, key),
      run_id: runId,
      handoff_id: handoffId,
      contract_id: contractId,
      project_id: isRejected ? null : project.id,
      step_key: key,
      kind: KIND[key],
      status: isDecided ? (isRejected ? 'REJECTED' : 'APPROVED') : 'CANCELLED',
      title: isLegal ? `Statement of work: ${sale.name}` : `Billing terms: ${sale.name}`,
      amount: text(sale.valueMinor),
      currency: sale.currency,
      approver_role: isLegal ? 'legal' : 'finance_controller',
      requested_by: STARTER.subject,
      requested_by_worker_id: 'wrk_deliveryops',
      decided_by: isDecided ? DECIDERS[key].subject : null,
      decided_by_worker_id: isDecided ? DECIDERS[key].workerId : null,
      decision: isDecided ? decision : null,
      comment: isDecided ? comment : null,
      comments: isDecided
        ? [{ occasion: decision, text: comment, by: DECIDERS[key].subject, byWorkerId: DECIDERS[key].workerId, at: decidedAt }]
        : [],
      requested_at: attempt.requestedAt,
      due_at: isLegal ? attempt.legalDueAt : attempt.financeDueAt,
      decided_at: isDecided ? decidedAt : null,
      ...stamps(attempt.requestedAt),
    }
  })
}
