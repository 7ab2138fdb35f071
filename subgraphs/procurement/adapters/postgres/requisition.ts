import { sql } from 'kysely'
import { internalOnly } from '../../../../policies/index.ts'
import type { Call, WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, moneyColumn, oneOf } from '../../../shared/postgres/table.ts'
import { createWriter, type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { ProcurementSystem, Requisition, RequisitionAction, RequisitionDraft, RequisitionFilter } from '../../port.ts'
import { whyNotCancel } from '../../rules/cancellation.ts'
import { checkRequisition, priceLines } from '../../rules/requisition.ts'
import { REQUISITION_TRANSITIONS, type RequisitionStatus, type SupplierStatus } from '../../states.ts'
import { nextNumber } from './number-series.ts'

const table = defineTable<Requisition, RequisitionFilter, 'projectId', never>({
  from: 'procurement.requisition',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    number: column('number'),
    status: column('status'),
    projectId: column('project_id'),
    staffingRequestId: column('staffing_request_id'),
    legalEntityId: column('legal_entity_id'),
    costCenterId: column('cost_center_id'),
    requesterId: column('requester_id'),
    supplierId: column('supplier_id'),
    justification: column('justification'),
    lines: column('lines'),
    total: moneyColumn('total'),
    neededBy: column('needed_by'),
    submittedAt: column('submitted_at'),
    decidedAt: column('decided_at'),
    cancelledAt: column('cancelled_at'),
    cancellationReason: column('cancellation_reason'),
  },
  keys: { projectId: 'project_id' },
  filters: { projectIds: oneOf('project_id'), status: oneOf('status') },
  orders: {},
  rows: bindRows(internalOnly('Requisition'), {}),
})

export function createRequisitions(db: Database): ProcurementSystem['requisitions'] {
  const reader = createReader(db, table)
  const write = createWriter(db, 'procurement')
  return {
    ...reader,
    create: (draft, options, call) =>
      write({ operation: 'createRequisition', input: draft, options, call, on: [] }, reader, (transaction) =>
        create(transaction, draft, call),
      ),
    act(id, action, options, call) {
      const { kind, ...facts } = action
      const input = { id, ...facts, ...options }
      const on = [{ source: reader.source, id, missing: NO_REQUISITION }]
      return write({ operation: `${kind}Requisition`, input, options, call, on }, reader, (transaction) =>
        perform(transaction, id, action, options.ifRevision ?? null),
      )
    },
  }
}

async function create(transaction: Database, draft: RequisitionDraft, call: Call): Promise<Outcome> {
  const faults = checkRequisition(draft)
  const priced = faults.length === 0 ? priceLines(draft.id, draft.lines) : null
  if (priced === null) return refuse(...faults)
  const { id, supplierId, neededBy } = draft

  const { rows } = await sql<{ today: string; supplier: SupplierStatus | null }>`
    select platform.business_now()::date as today,
      (select status from procurement.supplier where id = ${supplierId}) as supplier`.execute(transaction)
  const found = rows[0] as { today: string; supplier: SupplierStatus | null } // a select without a table gives one row
  if (supplierId !== null && found.supplier !== 'ACTIVE') {
    const message = 'The supplier may not receive orders.'
    return refuse({ code: 'VALIDATION_FAILED', rule: 'SUPPLIER_NOT_ACTIVE', message, field: ['input', 'supplierId'] })
  }
  if (neededBy < found.today) {
    const message = `The day must not be before ${found.today}.`
    return refuse({ code: 'VALIDATION_FAILED', rule: 'NEEDED_BY_PAST', message, field: ['input', 'neededBy'] })
  }

  const number = `REQ-${String(await nextNumber(transaction, 'requisition')).padStart(6, '0')}`
  const { numAffectedRows } = await sql`insert into procurement.requisition
      (id, number, status, project_id, staffing_request_id, legal_entity_id, cost_center_id, requester_id, supplier_id,
        justification, lines, total, currency, needed_by)
    values (${id}, ${number}, 'DRAFT', ${draft.projectId}, ${draft.staffingRequestId}, ${draft.legalEntityId},
      ${draft.costCenterId}, ${call.principal.workerId}, ${supplierId}, ${draft.justification},
      ${JSON.stringify(priced.lines)}::jsonb, ${priced.total}, ${priced.lines[0]?.unitPrice.currency}, ${neededBy})
    on conflict (id) do nothing`.execute(transaction)
  return numAffectedRows === 0n ? refuseTaken(transaction, id) : { ok: true, id }
}

async function refuseTaken(transaction: Database, id: string): Promise<Outcome> {
  const { rows } = await sql<{ revision: number }>`
    select revision from procurement.requisition where id = ${id}`.execute(transaction)
  const message = 'There is a requisition with this identifier already.'
  return refuse({ code: 'CONFLICT', message, currentRevision: rows[0]?.revision ?? 1 })
}

const NO_REQUISITION: WriteError = {
  code: 'NOT_FOUND',
  message: 'The requisition does not exist.',
  field: ['input', 'requisitionId'],
}

async function perform(
  transaction: Database,
  id: string,
  action: RequisitionAction,
  ifRevision: number | null,
): Promise<Outcome> {
  const { rows } = await sql<LockedRequisition>`
    select status, revision from procurement.requisition where id = ${id} for update`.execute(transaction)
  const [requisition] = rows
  if (requisition === undefined) return refuse(NO_REQUISITION)
  const { status, revision } = requisition
  if (ifRevision !== null && ifRevision !== revision) {
    return refuse({ code: 'CONFLICT', message: 'The requisition changed since it was read.', currentRevision: revision })
  }
  const fault = await (action.kind === 'submit'
    ? submit(transaction, id, status)
    : cancel(transaction, id, status, action.reason))
  return fault === null ? { ok: true, id } : refuse(fault)
}

interface LockedRequisition {
  readonly status: RequisitionStatus
  readonly revision: number
}

async function submit(transaction: Database, id: string, status: RequisitionStatus): Promise<WriteError | null> {
  const allowedStates: readonly RequisitionStatus[] = REQUISITION_TRANSITIONS[status]
  if (!allowedStates.includes('PENDING_APPROVAL')) {
    return { code: 'INVALID_STATE', message: 'Only a draft can be submitted.', currentState: status, allowedStates }
  }
  await sql`update procurement.requisition set status = 'PENDING_APPROVAL', submitted_at = platform.business_now(),
    revision = revision + 1, updated_at = now() where id = ${id}`.execute(transaction)
  return null
}

async function cancel(transaction: Database, id: string, status: RequisitionStatus, reason: string): Promise<WriteError | null> {
  // An undo may be sent under another key: what is withdrawn has nothing to take back.
  if (status === 'CANCELLED') return null
  const fault = whyNotCancel(status, reason)
  if (fault !== null) return fault
  await sql`update procurement.requisition set status = 'CANCELLED', cancelled_at = platform.business_now(),
    cancellation_reason = ${reason.trim()}, revision = revision + 1, updated_at = now() where id = ${id}`.execute(transaction)
  return null
}
