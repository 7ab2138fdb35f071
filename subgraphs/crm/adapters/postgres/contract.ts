import { sql } from 'kysely'
import { internalOnly } from '../../../../policies/index.ts'
import type { Call, WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, moneyColumn, oneOf } from '../../../shared/postgres/table.ts'
import { createWriter, type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { Contract, ContractAction, ContractFilter, CrmSystem } from '../../port.ts'
import { whyNotApprove, whyNotRecordPurchaseOrder, whyNotReopen, whyNotSubmit } from '../../rules/contract-rules.ts'
import { whyNotReference } from '../../rules/reference.ts'
import { lockRow, noRecord } from './lock.ts'

export const contractTable = defineTable<Contract, ContractFilter, 'accountId' | 'opportunityId' | 'projectId', never>({
  from: 'crm.contract',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    number: column('number'),
    type: column('type'),
    status: column('status'),
    title: column('title'),
    accountId: column('account_id'),
    opportunityId: column('opportunity_id'),
    parentId: column('parent_id'),
    legalEntityId: column('legal_entity_id'),
    governingLaw: column('governing_law'),
    effectiveFrom: column('effective_from'),
    effectiveTo: column('effective_to'),
    totalValue: moneyColumn('total_value'),
    pricingModel: column('pricing_model'),
    billingTerms: column('billing_terms'),
    taxTerms: column('tax_terms'),
    deliverables: column('deliverables'),
    contractedMilestones: column('contracted_milestones'),
    rateCard: column('rate_card'),
    dependencies: column('dependencies'),
    liabilityCap: moneyColumn('liability_cap'),
    noticeDays: column('notice_days'),
    processesPersonalData: column('processes_personal_data'),
    dataProcessingAgreement: column('data_processing_agreement'),
    subcontractingAllowed: column('subcontracting_allowed'),
    legalReview: column('legal_review'),
    financeReview: column('finance_review'),
    documents: column('documents'),
    signedAt: column('signed_at'),
    approvedAt: column('approved_at'),
    legalApproverId: column('legal_approver_id'),
    financeApproverId: column('finance_approver_id'),
    projectId: column('project_id'),
  },
  keys: { accountId: 'account_id', opportunityId: 'opportunity_id', projectId: 'project_id' },
  filters: { ids: oneOf('id'), accountIds: oneOf('account_id'), type: oneOf('type'), status: oneOf('status') },
  orders: {},
  rows: bindRows(internalOnly('Contract'), {}),
})

interface LockedContract extends Pick<Contract, 'revision' | 'status'> {
  readonly approvalRecordedBy: string | null
}

export function createContracts(db: Database): CrmSystem['contracts'] {
  const reader = createReader(db, contractTable)
  const write = createWriter(db, 'crm')
  return {
    ...reader,

    act(id, action, options, call) {
      const input = { id, action, ifRevision: options.ifRevision ?? null }
      const on = [{ source: reader.source, id, missing: noRecord('contractId') }]
      return write(
        { operation: OPERATION[action.kind], input, options, call, on },
        reader,
        async (transaction): Promise<Outcome> => {
          const locked = await lockContract(transaction, id, options.ifRevision)
          if (!locked.ok) return refuse(locked.error)
          const fault = await perform(transaction, id, locked.row, action, call)
          return fault === null ? { ok: true, id } : refuse(fault)
        },
      )
    },
  }
}

const OPERATION: { readonly [Kind in ContractAction['kind']]: string } = {
  submitForReview: 'submitContractForReview',
  recordApproval: 'recordContractApproval',
  reopenReview: 'reopenContractReview',
  recordClientPurchaseOrder: 'recordClientPurchaseOrder',
}

const lockContract = (transaction: Database, id: string, ifRevision?: number | null) =>
  lockRow<LockedContract>(
    transaction,
    {
      table: 'crm.contract',
      columns: { status: 'status', approvalRecordedBy: 'approval_recorded_by' },
      id,
      field: 'contractId',
    },
    ifRevision,
  )

function perform(
  transaction: Database,
  id: string,
  contract: LockedContract,
  action: ContractAction,
  call: Call,
): Promise<WriteError | null> {
  switch (action.kind) {
    case 'submitForReview':
      return submit(transaction, id, contract)
    case 'recordApproval':
      return approve(transaction, id, contract, { ...action, caller: call.principal.subject })
    case 'reopenReview':
      return reopen(transaction, id, contract, call.principal.subject)
    case 'recordClientPurchaseOrder':
      return recordPurchaseOrder(transaction, id, contract, action.customerPoNumber)
  }
}

async function submit(transaction: Database, id: string, { status }: LockedContract): Promise<WriteError | null> {
  const fault = whyNotSubmit(status)
  if (fault !== null) return fault
  await sql`update crm.contract set status = 'IN_REVIEW', legal_review = 'PENDING', finance_review = 'PENDING',
      revision = revision + 1, updated_at = now()
    where id = ${id}`.execute(transaction)
  return null
}

async function approve(
  transaction: Database,
  id: string,
  { status }: LockedContract,
  approval: { readonly legalApproverId: string; readonly financeApproverId: string; readonly caller: string },
): Promise<WriteError | null> {
  const { legalApproverId, financeApproverId, caller } = approval
  const fault =
    whyNotReference('Worker', legalApproverId, 'legalApproverId') ??
    whyNotReference('Worker', financeApproverId, 'financeApproverId') ??
    whyNotApprove(status, approval)
  if (fault !== null) return fault
  await sql`update crm.contract set status = 'APPROVED', legal_review = 'APPROVED', finance_review = 'APPROVED',
      approved_at = platform.business_now(), legal_approver_id = ${legalApproverId}, finance_approver_id = ${financeApproverId},
      approval_recorded_by = ${caller}, revision = revision + 1, updated_at = now()
    where id = ${id}`.execute(transaction)
  return null
}

async function reopen(
  transaction: Database,
  id: string,
  { status, approvalRecordedBy }: LockedContract,
  caller: string,
): Promise<WriteError | null> {
  // The undo of a step that may never have run: a contract that is in review has nothing to take back.
  if (status === 'IN_REVIEW') return null
  const fault = whyNotReopen(status, approvalRecordedBy, caller)
  if (fault !== null) return fault
  await sql`update crm.contract set status = 'IN_REVIEW', legal_review = 'PENDING', finance_review = 'PENDING',
      approved_at = null, legal_approver_id = null, finance_approver_id = null, approval_recorded_by = null,
      revision = revision + 1, updated_at = now()
    where id = ${id}`.execute(transaction)
  return null
}

async function recordPurchaseOrder(
  transaction: Database,
  id: string,
  { status }: LockedContract,
  customerPoNumber: string,
): Promise<WriteError | null> {
  const fault = whyNotRecordPurchaseOrder(status, customerPoNumber)
  if (fault !== null) return fault
  await sql`update crm.contract
    set billing_terms = jsonb_set(billing_terms, '{customerPoNumber}', to_jsonb(${customerPoNumber.trim()}::text)),
      revision = revision + 1, updated_at = now()
    where id = ${id}`.execute(transaction)
  return null
}
