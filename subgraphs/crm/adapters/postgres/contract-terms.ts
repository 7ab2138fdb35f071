import { sql } from 'kysely'
import type { CurrencyCode, DecimalText } from '../../../../contracts/wire/values.ts'
import type { WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { followTerm } from '../../documents/content-store/follow-term.ts'
import type { Contract, ContractTerms, ContractTermsPatch } from '../../port.ts'
import { whyNotChangeTerms } from '../../rules/contract-rules.ts'
import { changeTerms, checkTerms, whyNotPatch } from '../../rules/contract-terms.ts'
import { lockRow } from './lock.ts'

/** The terms as their columns hold them: amounts and their one currency apart. */
interface LockedTerms
  extends Omit<ContractTerms, 'totalValue' | 'liabilityCap'>,
    Pick<Contract, 'revision' | 'status' | 'projectId'> {
  readonly totalAmount: DecimalText
  readonly liabilityAmount: DecimalText | null
  readonly currency: CurrencyCode
}

/** Changes the terms of a draft, or answers why it did not. The rules judge the terms as they will be, not the patch alone. */
export async function changeContractTerms(
  transaction: Database,
  id: string,
  patch: ContractTermsPatch,
  ifRevision?: number | null,
): Promise<readonly WriteError[]> {
  const locked = await lockRow<LockedTerms>(
    transaction,
    { table: 'crm.contract', columns: COLUMNS, id, field: 'contractId' },
    ifRevision,
  )
  if (!locked.ok) return [locked.error]
  const fault = whyNotChangeTerms(locked.row) ?? whyNotPatch(patch)
  if (fault !== null) return [fault]
  const terms = changeTerms(toTerms(locked.row), patch)
  const faults = checkTerms(terms)
  if (faults.length > 0) return faults
  await store(transaction, id, terms)
  await followTerm(transaction, id)
  return []
}

const COLUMNS = {
  status: 'status',
  projectId: 'project_id',
  title: 'title',
  governingLaw: 'governing_law',
  effectiveFrom: 'effective_from',
  effectiveTo: 'effective_to',
  totalAmount: 'total_value',
  currency: 'currency',
  pricingModel: 'pricing_model',
  billingTerms: 'billing_terms',
  taxTerms: 'tax_terms',
  deliverables: 'deliverables',
  contractedMilestones: 'contracted_milestones',
  rateCard: 'rate_card',
  dependencies: 'dependencies',
  liabilityAmount: 'liability_cap',
  noticeDays: 'notice_days',
  processesPersonalData: 'processes_personal_data',
  dataProcessingAgreement: 'data_processing_agreement',
  subcontractingAllowed: 'subcontracting_allowed',
} as const satisfies { readonly [Field in Exclude<keyof LockedTerms, 'revision'>]: string }

function toTerms({ totalAmount, liabilityAmount, currency, ...terms }: LockedTerms): ContractTerms {
  return {
    ...terms,
    totalValue: { amount: totalAmount, currency },
    liabilityCap: liabilityAmount === null ? null : { amount: liabilityAmount, currency },
  }
}

async function store(transaction: Database, id: string, terms: ContractTerms): Promise<void> {
  await sql`update crm.contract set title = ${terms.title.trim()}, governing_law = ${terms.governingLaw},
      effective_from = ${terms.effectiveFrom}, effective_to = ${terms.effectiveTo},
      total_value = ${terms.totalValue.amount}, currency = ${terms.totalValue.currency},
      liability_cap = ${terms.liabilityCap?.amount ?? null}, pricing_model = ${terms.pricingModel},
      billing_terms = ${JSON.stringify(terms.billingTerms)}, tax_terms = ${JSON.stringify(terms.taxTerms)},
      deliverables = ${JSON.stringify(terms.deliverables)},
      contracted_milestones = ${JSON.stringify(terms.contractedMilestones)},
      rate_card = ${JSON.stringify(terms.rateCard)}, dependencies = ${JSON.stringify(terms.dependencies)},
      notice_days = ${terms.noticeDays}, processes_personal_data = ${terms.processesPersonalData},
      data_processing_agreement = ${terms.dataProcessingAgreement}, subcontracting_allowed = ${terms.subcontractingAllowed},
      revision = revision + 1, updated_at = now()
    where id = ${id}`.execute(transaction)
}
