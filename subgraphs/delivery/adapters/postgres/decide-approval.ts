import { sql } from 'kysely'
import { predicateNamed } from '../../../../policies/index.ts'
import type { Call, Write, WriteError, WriteOptions } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { createWriter, refuse } from '../../../shared/postgres/write.ts'
import { type EngineClient, UnknownRunError } from '../../engine/port.ts'
import type { Approval, ApprovalAction, ApprovalParticipants } from '../../port.ts'
import { checkDecision, checkIdempotencyKey } from '../../rules/input-rules.ts'
import { type LockedRun, lockRun, recordIn } from './journal/locked-run.ts'
import { APPROVALS } from './records.ts'

const SEGREGATION = 'segregation_of_duties'

/** Records decisions and wakes the waiting run, in one transaction. */
export function createApprovalDecider(db: Database, engine: EngineClient) {
  const write = createWriter(db, 'delivery')
  const reader = createReader(db, APPROVALS)

  async function act(approvalId: string, action: ApprovalAction, options: WriteOptions, call: Call): Promise<Write<Approval>> {
    const faults = [...checkIdempotencyKey(options.idempotencyKey), ...checkDecision(action)]
    if (faults.length > 0) return { ok: false, errors: faults }
    const request = { operation: 'decideApproval', input: { approvalId, ...action }, options, call }
    return write<Approval>(request, reader, async (transaction) => {
      const runId = await runOf(transaction, approvalId)
      if (runId === null)
        return refuse({ code: 'NOT_FOUND', message: 'There is no such approval.', field: ['input', 'approvalId'] })
      // Decisions of one run come one after the other, so that one person cannot take two of them at the same moment.
      const run = await lockRun(transaction, runId)
      const approval = await lockApproval(transaction, approvalId)
      const refusal = await refusalOf(transaction, { run, approval, call, options })
      if (refusal !== null) return refuse(refusal)
      await decide(transaction, { run, approval, action, call })
      await engine.signal(approval.runKey, { reason: 'approval-decided' }, `approval ${approvalId}`, transaction)
      return { ok: true, id: approvalId }
    }).catch(refuseUnknownRun)
  }

  return { act, participantsOf: (approvalId: string) => participantsOf(db, approvalId) }
}

interface ApprovalRow {
  readonly id: string
  readonly status: Approval['status']
  readonly stepKey: string
  readonly approverRole: string
  readonly revision: number
  readonly runKey: string
}

async function runOf(transaction: Database, approvalId: string): Promise<string | null> {
  const { rows } = await sql<{ runId: string }>`select run_id as "runId" from delivery.approval where id = ${approvalId}`.execute(
    transaction,
  )
  return rows[0]?.runId ?? null
}

async function lockApproval(transaction: Database, approvalId: string): Promise<ApprovalRow> {
  const { rows } =
    await sql<ApprovalRow>`select a.id, a.status, a.step_key as "stepKey", a.approver_role as "approverRole", a.revision,
    r.key as "runKey" from delivery.approval a join delivery.workflow_run r on r.id = a.run_id
    where a.id = ${approvalId} for update of a`.execute(transaction)
  const [approval] = rows
  if (approval === undefined) throw new Error(`approval ${approvalId} vanished`)
  return approval
}

interface Decision {
  readonly run: LockedRun
  readonly approval: ApprovalRow
  readonly call: Call
  readonly options: WriteOptions
}

/** Why this person may not decide this approval now; null when nothing speaks against it. */
async function refusalOf(transaction: Database, { run, approval, call, options }: Decision): Promise<WriteError | null> {
  const { principal } = call
  const isGoingOn = run.status === 'WAITING_APPROVAL' || run.status === 'RUNNING'
  const isOpen = approval.status === 'PENDING' && isGoingOn && run.cancelReason === null
  if (!isOpen) {
    const message = approval.status === 'PENDING' ? 'The run is being cancelled.' : 'The approval is not open any more.'
    return { code: 'INVALID_STATE', message, currentState: approval.status, allowedStates: [] }
  }
  if (principal.workerId === null || !principal.roles.includes(approval.approverRole)) {
    return {
      code: 'FORBIDDEN',
      message: `Only a person in the role ${approval.approverRole} decides this.`,
      policy: 'approver_role',
    }
  }
  const participants = await participantsOf(transaction, approval.id)
  // The shield asked the same before the transaction; since then somebody else may have decided.
  const verdict = predicateNamed(SEGREGATION)?.decide({
    principal,
    args: {},
    facts: { requestedBy: participants?.requestedBy, submittedBy: null, previousDeciders: participants?.otherDeciders },
    nowSeconds: Date.now() / 1000,
  })
  if (verdict?.allowed !== true) {
    return { code: 'POLICY_VIOLATION', message: 'Somebody who had a part in it may not decide.', policy: SEGREGATION }
  }
  const { ifRevision } = options
  if (ifRevision !== undefined && ifRevision !== null && ifRevision !== approval.revision) {
    return { code: 'CONFLICT', message: 'The approval changed since it was read.', currentRevision: approval.revision }
  }
  return null
}

async function decide(
  transaction: Database,
  { run, approval, action, call }: Omit<Decision, 'options'> & { readonly action: ApprovalAction },
): Promise<void> {
  const { principal } = call
  const isApproved = action.decision === 'APPROVE'
  const status = isApproved ? 'APPROVED' : 'REJECTED'
  const stepStatus = isApproved ? 'COMPLETED' : 'FAILED'
  const stepRowId = `${run.id}:${approval.stepKey}`
  const actor = { actor: principal, details: { decision: action.decision } }
  await recordIn(transaction, run, { ...actor, entity: 'Approval', entityId: approval.id, from: 'PENDING', to: status })
  await recordIn(transaction, run, { ...actor, entity: 'WorkflowStep', entityId: stepRowId, from: 'WAITING', to: stepStatus })
  await sql`update delivery.approval set status = ${status}, decision = ${action.decision}, comment = ${action.comment},
    decided_by = ${principal.subject}, decided_by_worker_id = ${principal.workerId}, decided_at = platform.business_now(),
    revision = revision + 1, updated_at = now() where id = ${approval.id}`.execute(transaction)
  const result = isApproved ? JSON.stringify({ approvalId: approval.id, approverId: principal.workerId }) : null
  await sql`update delivery.workflow_step set status = ${stepStatus}, completed_at = platform.business_now(), result = ${result}::jsonb,
    external_reference = ${approval.id}, error_code = ${isApproved ? null : 'APPROVAL_REJECTED'},
    error_category = ${isApproved ? null : 'BUSINESS_RULE'}, error_message = ${isApproved ? null : action.comment},
    revision = revision + 1, updated_at = now() where id = ${stepRowId}`.execute(transaction)
}

/** Subjects and worker ids of everybody who had a part in the approval or in another one of its run. */
async function participantsOf(db: Database, approvalId: string): Promise<ApprovalParticipants | null> {
  const { rows } = await sql<{ requestedBy: string; otherDeciders: readonly string[] }>`
    select a.requested_by as "requestedBy",
      array_remove(array_agg(distinct o.decided_by) || array_agg(distinct o.decided_by_worker_id) || a.requested_by_worker_id, null)
        as "otherDeciders"
    from delivery.approval a left join delivery.approval o on o.run_id = a.run_id and o.id <> a.id
    where a.id = ${approvalId} group by a.id`.execute(db)
  return rows[0] ?? null
}

/** Example data shows runs that were never executed: nobody waits for the decision. */
function refuseUnknownRun(error: unknown): Write<Approval> {
  if (!(error instanceof UnknownRunError)) throw error
  const message = 'The run of this approval is not being executed.'
  return { ok: false, errors: [{ code: 'INVALID_STATE', message, currentState: 'PENDING', allowedStates: [] }] }
}
