import { sql } from 'kysely'
import { idFor } from '../../../../contracts/wire/ids.ts'
import type { Call, Write, WriteOptions } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { createWriter, type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { EngineClient } from '../../engine/port.ts'
import type { Handoff, HandoffDraft } from '../../port.ts'
import { checkIdempotencyKey, checkStart } from '../../rules/input-rules.ts'
import type { HandoffStatus, RunStatus } from '../../states.ts'
import type { WorkflowDefinition } from '../../workflows/definition.ts'
import type { RunInput } from '../../workflows/journal.ts'
import { recordEvent } from './journal/record-event.ts'
import { HANDOFFS } from './records.ts'

/**
 * Starts handoffs: the domain rows, their events and the start in the engine are one transaction, so there is never a
 * handoff without a run nor a run without a handoff.
 */
export function createHandoffStarter(db: Database, engine: EngineClient, definition: WorkflowDefinition) {
  const write = createWriter(db, 'delivery')
  const reader = createReader(db, HANDOFFS)

  return async function start(draft: HandoffDraft, options: WriteOptions, call: Call): Promise<Write<Handoff>> {
    const faults = [...checkIdempotencyKey(options.idempotencyKey), ...checkStart(draft)]
    if (faults.length > 0) return { ok: false, errors: faults }
    let isJoined = false
    const written = await write<Handoff>(
      { operation: 'startHandoff', input: draft, options, call },
      reader,
      async (transaction) => {
        // Starts of one opportunity come one after the other, also when nothing is there yet that could be locked.
        await sql`select pg_advisory_xact_lock(hashtext(${`handoff of ${draft.opportunityId}`}))`.execute(transaction)
        const open = await findOpen(transaction, draft.opportunityId)
        if (open !== null && open.status !== 'BLOCKED') {
          isJoined = true
          return { ok: true, id: open.id }
        }
        if (open !== null && open.runStatus !== 'FAILED') return refuseUnfinished(open)
        return begin(transaction, { draft, call, open, definition, engine })
      },
    )
    return written.ok && isJoined ? { ...written, replayed: true } : written
  }
}

interface OpenHandoff {
  readonly id: string
  readonly status: HandoffStatus
  readonly runStatus: RunStatus
}

async function findOpen(transaction: Database, opportunityId: string): Promise<OpenHandoff | null> {
  const { rows } = await sql<OpenHandoff>`select h.id, h.status, r.status as "runStatus"
    from delivery.handoff h join delivery.workflow_run r on r.id = h.run_id
    where h.opportunity_id = ${opportunityId} and h.status <> 'CANCELLED' for update of h`.execute(transaction)
  return rows[0] ?? null
}

/** The former attempt is not undone yet: a new one would build on what is about to be removed. */
function refuseUnfinished({ status, runStatus }: OpenHandoff): Outcome {
  const message = `The former attempt is not undone yet: its run is ${runStatus}.`
  return refuse({ code: 'INVALID_STATE', message, currentState: status, allowedStates: [] })
}

interface Beginning {
  readonly draft: HandoffDraft
  readonly call: Call
  readonly open: OpenHandoff | null
  readonly definition: WorkflowDefinition
  readonly engine: EngineClient
}

async function begin(transaction: Database, { draft, call, open, definition, engine }: Beginning): Promise<Outcome> {
  const { opportunityId, contractId } = draft
  const { principal, correlationId } = call
  const attempt = await nextAttempt(transaction, opportunityId)
  const key = `ho:${opportunityId}:${attempt}`
  const runId = idFor('WorkflowRun', key)
  const handoffId = open?.id ?? idFor('Handoff', key)

  if (open === null) {
    await sql`insert into delivery.handoff (id, opportunity_id, contract_id, status, attempt, run_id)
      values (${handoffId}, ${opportunityId}, ${contractId}, 'DRAFT', ${attempt}, ${runId})`.execute(transaction)
  } else {
    await sql`update delivery.handoff set status = 'DRAFT', attempt = ${attempt}, run_id = ${runId}, findings = '[]', blockers = '[]',
      completeness_score = null, revision = revision + 1, updated_at = now() where id = ${handoffId}`.execute(transaction)
  }
  await sql`insert into delivery.workflow_run (id, key, kind, definition_version, handoff_id, status, correlation_id, started_by,
      started_by_worker_id)
    values (${runId}, ${key}, ${definition.kind}, ${definition.version}, ${handoffId}, 'RUNNING', ${correlationId},
      ${principal.subject}, ${principal.workerId})`.execute(transaction)
  for (const [index, step] of definition.groups.flat().entries()) {
    await sql`insert into delivery.workflow_step (id, run_id, key, position, name, stage, system, status, max_attempts, idempotency_key)
      values (${`${runId}:${step.key}`}, ${runId}, ${step.key}, ${index + 1}, ${step.name}, ${step.stage}, ${step.system}, 'PENDING',
        ${step.maxAttempts}, ${`${key}:${step.key}`})`.execute(transaction)
  }

  const event = { handoffId, runId, correlationId, actor: principal, details: { attempt: String(attempt) } }
  await recordEvent(transaction, { ...event, entity: 'Handoff', entityId: handoffId, from: open?.status ?? null, to: 'DRAFT' })
  await recordEvent(transaction, { ...event, entity: 'WorkflowRun', entityId: runId, from: null, to: 'RUNNING' })

  const input: RunInput = {
    runId,
    key,
    handoffId,
    opportunityId,
    contractId,
    correlationId,
    startedBy: { subject: principal.subject, workerId: principal.workerId },
  }
  await engine.start({ key, workflow: definition.name, input }, transaction)
  return { ok: true, id: handoffId }
}

async function nextAttempt(transaction: Database, opportunityId: string): Promise<number> {
  const { rows } = await sql<{ attempts: number }>`select count(*)::int as attempts from delivery.workflow_run r
    join delivery.handoff h on h.id = r.handoff_id where h.opportunity_id = ${opportunityId}`.execute(transaction)
  return (rows[0]?.attempts ?? 0) + 1
}
