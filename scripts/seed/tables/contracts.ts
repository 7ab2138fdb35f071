import { sha256Of } from '../../../subgraphs/crm/documents/content-store/object-files.ts'
import { moneyOf, text } from '../amounts.ts'
import { dateOf, instantOf } from '../calendar.ts'
import type { Row } from '../load-rows.ts'
import type { AccountFacts } from '../model/accounts.ts'
import { contractedMilestones, rateCardOf } from '../model/engagement.ts'
import { billingFrequencyOf, closedOn, isTimeBased, type SaleFacts } from '../model/sales.ts'
import { contractFile } from './contract-file.ts'
import { documentIdOf } from './documents.ts'
import { FOUNDED, stamps } from './stamps.ts'

/** Lifecycle of one statement of work; the content follows from its sale. */
export interface ContractRecord {
  readonly id: string
  readonly number: number
  readonly opportunityId: string
  readonly status: 'DRAFT' | 'IN_REVIEW' | 'ACTIVE' | 'EXPIRED' | 'TERMINATED'
  readonly approvedAt: string | null
  readonly projectId: string | null
  /** False for a draft whose gaps are not filled yet. */
  readonly hasPurchaseOrder: boolean
}

export function contractRow(sale: SaleFacts, record: ContractRecord): Row {
  const { account, entity, currency, valueMinor, draws } = sale
  const review = record.approvedAt !== null ? 'APPROVED' : record.status === 'DRAFT' ? 'NOT_STARTED' : 'PENDING'
  const createdAt = instantOf(closedOn(sale) - 12, 11)
  const signedAt = record.approvedAt
  return withFile(createdAt, {
    id: record.id,
    number: `SOW-${String(30_000 + record.number)}`,
    type: 'STATEMENT_OF_WORK',
    status: record.status,
    title: `Statement of work: ${sale.name}`,
    account_id: account.id,
    opportunity_id: record.opportunityId,
    parent_id: masterAgreementId(account),
    legal_entity_id: entity.id,
    governing_law: entity.country,
    effective_from: dateOf(sale.start),
    effective_to: dateOf(sale.end),
    total_value: text(valueMinor),
    currency,
    pricing_model: sale.pricing,
    billing_terms: billingTerms(sale, record),
    tax_terms: taxTerms(sale),
    deliverables: deliverables(sale),
    contracted_milestones: contractedMilestones(sale),
    rate_card: isTimeBased(sale.pricing)
      ? [...rateCardOf(sale)].map(([role, rateMinor]) => ({ role, billRate: moneyOf(rateMinor, currency), unit: 'HOUR' }))
      : [],
    dependencies: ['Named key users are available two days a week', 'Test data is delivered four weeks before the first test'],
    liability_cap: text(valueMinor * 2),
    notice_days: 30,
    processes_personal_data: sale.serviceType !== 'STRATEGIC_ADVISORY',
    data_processing_agreement: true,
    subcontracting_allowed: sale.requiresSubcontractors || draws.chance('subcontracting', 0.5),
    legal_review: review,
    finance_review: review,
    signed_at: signedAt,
    approved_at: record.approvedAt,
    legal_approver_id: record.approvedAt === null ? null : 'wrk_legal',
    finance_approver_id: record.approvedAt === null ? null : 'wrk_financecontroller',
    approval_recorded_by: record.approvedAt === null ? null : 'svc_orchestrator',
    project_id: record.projectId,
    ...stamps(createdAt),
    revision: record.projectId === null ? 1 : 4,
    updated_at: record.approvedAt ?? createdAt,
  })
}

export const masterAgreementId = ({ id }: AccountFacts): string => `ctr_msa${id.slice(4)}`

/** Framework that the statements of work of a client refer to; in force over all their terms. */
export function masterAgreementRow(account: AccountFacts): Row {
  const { entity, index } = account
  return withFile(FOUNDED, {
    ...EMPTY_CONTRACT,
    id: masterAgreementId(account),
    number: `MSA-${String(10_000 + index)}`,
    title: `Master services agreement with ${account.legalName}`,
    account_id: account.id,
    legal_entity_id: entity.id,
    governing_law: entity.country,
    currency: entity.currency,
    billing_terms: { ...EMPTY_TERMS, paymentTermsDays: entity.paymentTermsDays, currency: entity.currency },
    signed_at: FOUNDED,
    ...stamps(FOUNDED),
  })
}

/** The contract with its own file, whose digest is that of the bytes in the repository. */
function withFile(uploadedAt: string, contract: Row): Row {
  const file = {
    id: documentIdOf(String(contract.id)),
    name: `${String(contract.number)}.txt`,
    kind: 'CONTRACT',
    final: true,
    sha256: sha256Of(contractFile(contract)),
    uploadedAt,
    version: 1,
  }
  return { ...contract, documents: [file] }
}

const SCHEDULE = {
  TIME_AND_MATERIALS: 'TIME_AND_EXPENSE',
  CAPPED_TIME_AND_MATERIALS: 'TIME_AND_EXPENSE',
  FIXED_FEE: 'FIXED_DATE',
  MILESTONE: 'MILESTONE',
  RETAINER: 'RECURRING',
  SUBSCRIPTION: 'RECURRING',
} as const

/** Trigger and frequency of billing. */
export const billingOf = (sale: SaleFacts): readonly [string, string] => [SCHEDULE[sale.pricing], billingFrequencyOf(sale)]

/** Number of the client's purchase order; null when the client does not ask for one. */
export const purchaseOrderOf = ({ account, draws }: SaleFacts): string | null =>
  account.purchaseOrderRequired ? `PO-${draws.int('purchase order', 100_000, 999_999)}` : null

function billingTerms(sale: SaleFacts, { hasPurchaseOrder }: ContractRecord): Row {
  const { account, entity, currency, valueMinor, pricing } = sale
  const [schedule, frequency] = billingOf(sale)
  const isCapped = pricing === 'CAPPED_TIME_AND_MATERIALS'
  return {
    schedule,
    frequency,
    paymentTermsDays: account.requestedPaymentTermsDays ?? entity.paymentTermsDays,
    currency,
    customerPoNumber: hasPurchaseOrder ? purchaseOrderOf(sale) : null,
    customerPoRequired: account.purchaseOrderRequired,
    expensesBillable: isTimeBased(pricing),
    expensePolicy: isTimeBased(pricing) ? 'At cost with receipt; travel in economy class' : null,
    expenseCap: null,
    notToExceed: isCapped ? moneyOf(valueMinor, currency) : null,
    advancePercent: null,
    retentionPercent: pricing === 'MILESTONE' ? '0.05' : null,
  }
}

function taxTerms({ entity, account }: SaleFacts): Row {
  return {
    servicePeriodClause: entity.country === 'DE' ? 'Leistungszeitraum ist der im Anhang genannte Zeitraum der Leistung.' : null,
    serviceCode: entity.country === 'IN' ? '998314' : entity.country === 'BR' ? '1.1502.10.00' : null,
    municipality: entity.country === 'BR' ? account.address.city : null,
    exemptionClaimed: false,
    exemptionCertificate: null,
  }
}

function deliverables({ serviceType, name }: SaleFacts): readonly Row[] {
  const titles =
    serviceType === 'STAFF_AUGMENTATION'
      ? ['Monthly capacity report']
      : ['Solution design', `${name.split(': ').at(-1)} in operation`, 'Handover']
  return titles.map((title, index) => ({
    id: `d${index + 1}`,
    name: title,
    acceptanceCriteria: `${title}: accepted in writing by the project lead of the client`,
    acceptanceDays: 10,
  }))
}

const EMPTY_TERMS = {
  schedule: 'TIME_AND_EXPENSE',
  frequency: 'MONTHLY',
  customerPoNumber: null,
  customerPoRequired: false,
  expensesBillable: false,
  expensePolicy: null,
  expenseCap: null,
  notToExceed: null,
  advancePercent: null,
  retentionPercent: null,
} as const

const EMPTY_CONTRACT = {
  type: 'MASTER_AGREEMENT',
  status: 'ACTIVE',
  opportunity_id: null,
  parent_id: null,
  effective_from: '2021-01-01',
  effective_to: '2032-12-31',
  total_value: '0',
  pricing_model: 'TIME_AND_MATERIALS',
  tax_terms: {
    servicePeriodClause: null,
    serviceCode: null,
    municipality: null,
    exemptionClaimed: false,
    exemptionCertificate: null,
  },
  deliverables: [],
  contracted_milestones: [],
  rate_card: [],
  dependencies: [],
  liability_cap: null,
  notice_days: 90,
  processes_personal_data: true,
  data_processing_agreement: true,
  subcontracting_allowed: true,
  legal_review: 'APPROVED',
  finance_review: 'APPROVED',
  approved_at: '2021-02-20T09:00:00.000Z',
  legal_approver_id: 'wrk_legal',
  finance_approver_id: 'wrk_financecontroller',
  approval_recorded_by: 'import',
  project_id: null,
} as const
