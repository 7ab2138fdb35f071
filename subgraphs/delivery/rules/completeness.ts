import { Decimal } from 'decimal.js'
import { type DecimalText, decimal, type Money } from '../../../contracts/wire/values.ts'
import type { CompletenessFinding } from '../port.ts'
import { type CompletenessRule, isText } from './completeness-rule.ts'
import type { ContractFacts } from './contract-facts.ts'
import { isCurrencyAllowed, isMarginEnough } from './entity-rules.ts'
import { REGION_RULES } from './region-rules.ts'
import { hasTaxRegistration, isBillable, isEInvoiceable } from './tax-rules.ts'

const sum = (amounts: readonly Money[]) => amounts.reduce((total, { amount }) => total.plus(amount), new Decimal(0))
const milestoneAmounts = ({ milestones }: ContractFacts) => milestones.flatMap(({ amount }) => (amount === null ? [] : [amount]))
const isSumOf = (total: Money, parts: readonly Money[]) =>
  parts.every(({ currency }) => currency === total.currency) && sum(parts).equals(total.amount)

/** The rules of every region, in the order of their numbers. */
export const COMPLETENESS_RULES: readonly CompletenessRule[] = [
  {
    id: 'CC-01',
    severity: 'BLOCKING',
    mandatory: true,
    field: 'account',
    message: 'The client has no registered name or no number in the register of companies.',
    isMet: ({ account }) => isText(account.legalName) && isText(account.registrationNumber),
  },
  {
    id: 'CC-02',
    severity: 'BLOCKING',
    mandatory: true,
    field: 'documents',
    message: 'The final version of the contract with its digest is not in the repository.',
    isMet: ({ documents }) =>
      documents.some(({ kind, final, sha256 }) => kind === 'CONTRACT' && final && /^[0-9a-f]{64}$/.test(sha256)),
  },
  {
    id: 'CC-03',
    severity: 'BLOCKING',
    mandatory: true,
    field: 'legalEntity',
    message: 'The contracting entity is unknown to ERP or may not open projects.',
    isMet: ({ entity }) => entity?.active === true,
  },
  {
    id: 'CC-04',
    severity: 'BLOCKING',
    mandatory: true,
    field: 'totalValue',
    message: 'The contract value is not the sum of what was sold, or of the billable milestones.',
    isMet: (contract) =>
      isSumOf(contract.totalValue, contract.sale.lineNets) &&
      (contract.pricingModel !== 'MILESTONE' || isSumOf(contract.totalValue, milestoneAmounts(contract))),
  },
  {
    id: 'CC-05',
    severity: 'BLOCKING',
    mandatory: true,
    field: 'billingTerms.currency',
    message: 'The contracting entity does not bill in this currency.',
    isMet: isCurrencyAllowed,
  },
  {
    id: 'CC-06',
    severity: 'BLOCKING',
    mandatory: true,
    field: 'billingTerms.schedule',
    message: 'The billing schedule does not fit the commercial model, or lacks milestones, rates or the cap that it needs.',
    isMet: isBillable,
  },
  {
    id: 'CC-07',
    severity: 'BLOCKING',
    mandatory: true,
    field: 'effectiveFrom',
    message: 'The term has no start, no end, or ends before it starts.',
    isMet: ({ effectiveFrom, effectiveTo }) => effectiveFrom !== null && effectiveTo !== null && effectiveFrom <= effectiveTo,
  },
  {
    id: 'CC-08',
    severity: 'WARNING',
    mandatory: true,
    field: 'deliverables',
    message: 'There are no deliverables, or some without acceptance criteria.',
    isMet: ({ deliverables }) =>
      deliverables.length > 0 && deliverables.every(({ acceptanceCriteria }) => isText(acceptanceCriteria)),
  },
  {
    id: 'CC-09',
    severity: 'WARNING',
    mandatory: true,
    field: 'billingTerms.paymentTermsDays',
    message: 'The payment term is not between 0 and 90 days.',
    isMet: ({ billing }) => billing.paymentTermsDays >= 0 && billing.paymentTermsDays <= 90,
  },
  {
    id: 'CC-10',
    severity: 'BLOCKING',
    mandatory: true,
    field: 'billingTerms.customerPoNumber',
    message: 'The client refuses invoices without its purchase order, and the number is missing.',
    isMet: ({ billing }) => !billing.customerPoRequired || isText(billing.customerPoNumber),
  },
  {
    id: 'CC-11',
    severity: 'BLOCKING',
    mandatory: true,
    field: 'account.taxRegistrations',
    message: 'The tax registration of the client is missing, and reverse charge or clearance needs it.',
    isMet: hasTaxRegistration,
  },
  {
    id: 'CC-12',
    severity: 'BLOCKING',
    mandatory: true,
    field: 'account.billingAddress',
    message: 'The billing address is missing, or the address for electronic invoices where the law demands them.',
    isMet: (contract) => contract.account.hasBillingAddress && isEInvoiceable(contract),
  },
  {
    id: 'CC-13',
    severity: 'BLOCKING',
    mandatory: true,
    field: 'parent',
    message: 'No master agreement is in force over the whole term.',
    isMet: ({ master, effectiveFrom, effectiveTo }) =>
      master !== null &&
      ['EXECUTED', 'ACTIVE'].includes(master.status) &&
      (master.effectiveFrom === null || effectiveFrom === null || master.effectiveFrom <= effectiveFrom) &&
      (master.effectiveTo === null || effectiveTo === null || master.effectiveTo >= effectiveTo),
  },
  {
    id: 'CC-14',
    severity: 'WARNING',
    mandatory: true,
    field: 'dataProcessingAgreement',
    message: 'Personal data is processed without a data-processing agreement (GDPR, article 28).',
    isMet: ({ processesPersonalData, dataProcessingAgreement }) => !processesPersonalData || dataProcessingAgreement,
  },
  {
    id: 'CC-15',
    severity: 'WARNING',
    mandatory: true,
    field: 'dependencies',
    message: 'What the client has to provide is not named.',
    isMet: ({ dependencies }) => dependencies.some(isText),
  },
  {
    id: 'CC-16',
    severity: 'WARNING',
    mandatory: true,
    field: 'billingTerms.expensePolicy',
    message: 'Expenses are recharged, and the rules for it are not stated.',
    isMet: ({ billing }) => !billing.expensesBillable || isText(billing.expensePolicy),
  },
  {
    id: 'CC-17',
    severity: 'BLOCKING',
    mandatory: true,
    field: 'opportunity.estimatedMargin',
    message: 'The estimated margin is missing or below the floor of the contracting entity.',
    isMet: isMarginEnough,
  },
  {
    id: 'CC-18',
    severity: 'WARNING',
    mandatory: true,
    field: 'subcontractingAllowed',
    message: 'Subcontractors are planned, and the contract does not allow them.',
    isMet: ({ sale, subcontractingAllowed }) => !sale.requiresSubcontractors || subcontractingAllowed,
  },
  {
    id: 'CC-19',
    severity: 'WARNING',
    mandatory: true,
    field: 'governingLaw',
    message: 'The governing law is not stated.',
    isMet: ({ governingLaw }) => isText(governingLaw),
  },
  {
    id: 'CC-20',
    severity: 'WARNING',
    mandatory: true,
    field: 'noticeDays',
    message: 'The notice of an ordinary termination is not stated.',
    isMet: ({ noticeDays }) => noticeDays !== null && noticeDays >= 0,
  },
  {
    id: 'CC-21',
    severity: 'WARNING',
    mandatory: false,
    field: 'liabilityCap',
    message: 'The liability of the firm is not capped.',
    isMet: ({ liabilityCap }) => liabilityCap !== null,
  },
]

export interface Completeness {
  /** Rules that are not met, in the order of the table. */
  readonly findings: readonly CompletenessFinding[]
  /** Mandatory rules that are met over all mandatory ones, 0 to 1, four fraction digits. */
  readonly score: DecimalText
  readonly isBlocked: boolean
}

/** Judges a contract by the common rules and those of the region of its contracting entity. */
export function judgeCompleteness(contract: ContractFacts): Completeness {
  const rules = [...COMPLETENESS_RULES, ...REGION_RULES]
  const unmet = rules.filter((rule) => !rule.isMet(contract))
  const mandatory = rules.filter((rule) => rule.mandatory).length
  const missed = unmet.filter((rule) => rule.mandatory).length
  return {
    findings: unmet.map(({ id, severity, field, message }) => ({ rule: id, severity, field, message })),
    score: decimal(new Decimal(mandatory - missed).div(mandatory).toFixed(4)),
    isBlocked: unmet.some(({ severity }) => severity === 'BLOCKING'),
  }
}
