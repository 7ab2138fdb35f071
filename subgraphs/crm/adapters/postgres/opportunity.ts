import { sql } from 'kysely'
import { internalOnly } from '../../../../policies/index.ts'
import type { Call, Write, WriteError, WriteOptions } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { emitEvent } from '../../../shared/postgres/outbox.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, moneyColumn, oneOf, within } from '../../../shared/postgres/table.ts'
import { createWriter, type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { Contract, CrmSystem, Opportunity, OpportunityAction, OpportunityFilter, OpportunityOrderField } from '../../port.ts'
import { whyNotLinkContract } from '../../rules/contract-rules.ts'
import { whyNotAccept, whyNotLink, whyNotUpdate } from '../../rules/opportunity-rules.ts'
import { whyNotReference } from '../../rules/reference.ts'
import { lockRow, noRecord } from './lock.ts'

const table = defineTable<Opportunity, OpportunityFilter, 'accountId' | 'projectId', OpportunityOrderField>({
  from: 'crm.opportunity',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    number: column('number'),
    name: column('name'),
    accountId: column('account_id'),
    stage: column('stage'),
    type: column('type'),
    probability: column('probability'),
    amount: moneyColumn('amount'),
    estimatedMargin: column('estimated_margin'),
    discount: column('discount'),
    closeDate: column('close_date'),
    closedAt: column('closed_at'),
    acceptedAt: column('accepted_at'),
    acceptedById: column('accepted_by_id'),
    serviceType: column('service_type'),
    pricingModel: column('pricing_model'),
    deliveryRegion: column('delivery_region'),
    sellingLegalEntityId: column('selling_legal_entity_id'),
    plannedStart: column('planned_start'),
    plannedEnd: column('planned_end'),
    estimatedHours: column('estimated_hours'),
    requiresSubcontractors: column('requires_subcontractors'),
    scopeSummary: column('scope_summary'),
    lossReason: column('loss_reason'),
    ownerId: column('owner_id'),
    solutionLeadId: column('solution_lead_id'),
    lineItems: column('line_items'),
    projectId: column('project_id'),
  },
  keys: { accountId: 'account_id', projectId: 'project_id' },
  filters: {
    ids: oneOf('id'),
    accountIds: oneOf('account_id'),
    stage: oneOf('stage'),
    serviceType: oneOf('service_type'),
    region: oneOf('delivery_region'),
    closeDate: within('close_date'),
  },
  orders: {
    CLOSE_DATE: { column: 'close_date', type: 'date' },
    CREATED_AT: { column: 'created_at', type: 'timestamptz' },
  },
  rows: bindRows(internalOnly('Opportunity'), {}),
})

type LockedOpportunity = Pick<Opportunity, 'revision' | 'accountId' | 'stage' | 'projectId' | 'plannedStart' | 'plannedEnd'>

export function createOpportunities(db: Database): CrmSystem['opportunities'] {
  const reader = createReader(db, table)
  const write = createWriter(db, 'crm')

  /** One write of one opportunity: lock, decide, change. */
  function change(
    request: { readonly operation: string; readonly id: string; readonly input: unknown },
    options: WriteOptions,
    call: Call,
    work: (opportunity: LockedOpportunity, transaction: Database) => Promise<WriteError | null>,
  ): Promise<Write<Opportunity>> {
    const { operation, id } = request
    const input = { id, input: request.input, ifRevision: options.ifRevision ?? null }
    const on = [{ source: reader.source, id, missing: noRecord('opportunityId') }]
    return write({ operation, input, options, call, on }, reader, async (transaction): Promise<Outcome> => {
      const locked = await lockOpportunity(transaction, id, options.ifRevision)
      if (!locked.ok) return refuse(locked.error)
      const fault = await work(locked.row, transaction)
      return fault === null ? { ok: true, id } : refuse(fault)
    })
  }

  return {
    ...reader,

    update: (id, patch, options, call) =>
      change({ operation: 'updateOpportunity', id, input: patch }, options, call, async (opportunity, transaction) => {
        const fault = whyNotUpdate(opportunity, patch)
        if (fault !== null) return fault
        await sql`update crm.opportunity set
            planned_start = coalesce(${patch.plannedStart ?? null}::date, planned_start),
            planned_end = coalesce(${patch.plannedEnd ?? null}::date, planned_end),
            scope_summary = coalesce(${patch.scopeSummary ?? null}, scope_summary),
            service_type = coalesce(${patch.serviceType ?? null}, service_type),
            requires_subcontractors = coalesce(${patch.requiresSubcontractors ?? null}, requires_subcontractors),
            revision = revision + 1, updated_at = now()
          where id = ${id}`.execute(transaction)
        return null
      }),

    act: (id, action, options, call) =>
      change({ operation: OPERATION[action.kind], id, input: action }, options, call, (opportunity, transaction) => {
        switch (action.kind) {
          case 'accept':
            return accept(transaction, id, opportunity, call)
          case 'linkProject':
            return link(transaction, { ...action, opportunityId: id }, opportunity)
          case 'unlinkProject':
            return unlink(transaction, id, opportunity, action.projectId)
        }
      }),
  }
}

const OPERATION: { readonly [Kind in OpportunityAction['kind']]: string } = {
  accept: 'acceptOpportunity',
  linkProject: 'linkProject',
  unlinkProject: 'unlinkProject',
}

const lockOpportunity = (transaction: Database, id: string, ifRevision?: number | null) =>
  lockRow<LockedOpportunity>(
    transaction,
    {
      table: 'crm.opportunity',
      columns: {
        accountId: 'account_id',
        stage: 'stage',
        projectId: 'project_id',
        plannedStart: 'planned_start',
        plannedEnd: 'planned_end',
      },
      id,
      field: 'opportunityId',
    },
    ifRevision,
  )

async function accept(
  transaction: Database,
  id: string,
  { stage, accountId }: LockedOpportunity,
  { principal, correlationId }: Call,
): Promise<WriteError | null> {
  const fault = whyNotAccept(stage)
  if (fault !== null) return fault
  await sql`update crm.opportunity set stage = 'ACCEPTED', accepted_at = platform.business_now(),
      accepted_by_id = ${principal.workerId}, revision = revision + 1, updated_at = now()
    where id = ${id}`.execute(transaction)
  const { rows } = await sql<Pick<Contract, 'id'>>`select id from crm.contract where opportunity_id = ${id}`.execute(transaction)
  await emitEvent(transaction, 'crm', {
    type: 'opportunity.accepted',
    version: 1,
    subjectId: id,
    payload: { opportunityId: id, contractId: rows[0]?.id ?? null, accountId, acceptedByWorkerId: principal.workerId },
    correlationId,
    actor: principal.subject,
  })
  return null
}

async function link(
  transaction: Database,
  target: { readonly opportunityId: string; readonly contractId: string; readonly projectId: string },
  opportunity: LockedOpportunity,
): Promise<WriteError | null> {
  const { opportunityId, contractId, projectId } = target
  const fault = whyNotReference('Project', projectId, 'projectId') ?? whyNotLink(opportunity, projectId)
  if (fault !== null) return fault
  const contract = await lockRow<Pick<Contract, 'status' | 'opportunityId' | 'projectId' | 'revision'>>(transaction, {
    table: 'crm.contract',
    columns: { status: 'status', opportunityId: 'opportunity_id', projectId: 'project_id' },
    id: contractId,
    field: 'contractId',
  })
  if (!contract.ok) return contract.error
  const contractFault = whyNotLinkContract(contract.row, target) ?? (await whyTaken(transaction, target))
  if (contractFault !== null) return contractFault
  if (opportunity.projectId === null) await setProject(transaction, 'crm.opportunity', opportunityId, projectId)
  if (contract.row.projectId === null) await setProject(transaction, 'crm.contract', contractId, projectId)
  return null
}

async function unlink(
  transaction: Database,
  id: string,
  opportunity: LockedOpportunity,
  projectId: string,
): Promise<WriteError | null> {
  if (opportunity.projectId !== projectId) return null
  await setProject(transaction, 'crm.opportunity', id, null)
  await sql`update crm.contract set project_id = null, revision = revision + 1, updated_at = now()
    where opportunity_id = ${id} and project_id = ${projectId}`.execute(transaction)
  return null
}

/** A project that another sale has is refused here; the unique index is the last line. */
async function whyTaken(
  transaction: Database,
  target: { readonly opportunityId: string; readonly contractId: string; readonly projectId: string },
): Promise<WriteError | null> {
  const { rows } =
    await sql`select 1 from crm.opportunity where project_id = ${target.projectId} and id <> ${target.opportunityId}
    union all select 1 from crm.contract where project_id = ${target.projectId} and id <> ${target.contractId}`.execute(
      transaction,
    )
  if (rows.length === 0) return null
  return { code: 'CONFLICT', message: 'The project belongs to another opportunity.', currentRevision: null }
}

async function setProject(transaction: Database, from: string, id: string, projectId: string | null): Promise<void> {
  await sql`update ${sql.table(from)} set project_id = ${projectId}, revision = revision + 1, updated_at = now()
    where id = ${id}`.execute(transaction)
}
