import { Decimal } from 'decimal.js'
import { type CurrencyCode, type DecimalText, type Money, minorUnitDigits } from '../../../contracts/wire/values.ts'
import type { WriteError } from '../../shared/port.ts'
import type { ClearableContractTerm, ContractTerms, ContractTermsPatch } from '../port.ts'
import { isSafeName, isSafeProse } from './safe-text.ts'

/** Longest name and longest prose in characters, longest list, longest identifier. */
const NAME_MAX = 200
const PROSE_MAX = 4000
const LIST_MAX = 200
const ID_MAX = 64
const PAYMENT_DAYS_MAX = 365
const DAYS_MAX = 3650

const CLEARED = {
  GOVERNING_LAW: 'governingLaw',
  EFFECTIVE_FROM: 'effectiveFrom',
  EFFECTIVE_TO: 'effectiveTo',
  LIABILITY_CAP: 'liabilityCap',
  NOTICE_DAYS: 'noticeDays',
} as const satisfies { readonly [Term in ClearableContractTerm]: keyof ContractTerms }

/** A request that changes nothing, or that wants a term to be silent and to have a value. */
export function whyNotPatch({ clear, ...values }: ContractTermsPatch): WriteError | null {
  const named = Object.entries(values).filter(([, value]) => value !== null && value !== undefined)
  if (named.length + (clear ?? []).length === 0) {
    return { code: 'VALIDATION_FAILED', message: 'Name at least one term to change.', field: ['input'] }
  }
  const both = (clear ?? []).map((term) => CLEARED[term]).find((field) => named.some(([name]) => name === field))
  return both === undefined ? null : invalid('TERM_SET_AND_CLEARED', `${both} cannot be set and cleared at once.`, ['clear'])
}

/** The terms after the change, with nothing left open that the patch left out. */
export function changeTerms(terms: ContractTerms, patch: ContractTermsPatch): ContractTerms {
  const { clear, billingTerms, taxTerms, deliverables, contractedMilestones, ...values } = patch
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined))
  const cleared = Object.fromEntries((clear ?? []).map((term) => [CLEARED[term], null]))
  return {
    ...terms,
    ...given,
    ...cleared,
    billingTerms: billingTerms
      ? { ...SILENT_BILLING, ...billingTerms, customerPoNumber: terms.billingTerms.customerPoNumber }
      : terms.billingTerms,
    taxTerms: taxTerms ? { ...SILENT_TAX, ...taxTerms } : terms.taxTerms,
    deliverables:
      deliverables?.map((each) => ({ acceptanceCriteria: null, acceptanceDays: null, ...each })) ?? terms.deliverables,
    contractedMilestones:
      contractedMilestones?.map((each) => ({ dueDate: null, amount: null, ...each })) ?? terms.contractedMilestones,
  }
}

const SILENT_BILLING = { expensePolicy: null, expenseCap: null, notToExceed: null, advancePercent: null, retentionPercent: null }
const SILENT_TAX = { servicePeriodClause: null, serviceCode: null, municipality: null, exemptionCertificate: null }

/**
 * Faults that terms cannot be stored with. Whether a contract is complete is for the completeness rules of the handoff to say:
 * a draft may have gaps, but what it has makes sense by itself.
 */
export function checkTerms(terms: ContractTerms): readonly WriteError[] {
  const { effectiveFrom, effectiveTo, totalValue, liabilityCap, noticeDays, dependencies } = terms
  return [
    ...checkName(terms.title, ['title']),
    ...(effectiveFrom !== null && effectiveTo !== null && effectiveTo < effectiveFrom
      ? [invalid('CC-07', 'The term ends before it begins.', ['effectiveTo'])]
      : []),
    ...checkAmount(totalValue, totalValue.currency, ['totalValue']),
    ...checkAmount(liabilityCap, totalValue.currency, ['liabilityCap']),
    ...checkDays(noticeDays, DAYS_MAX, ['noticeDays']),
    ...checkBilling(terms),
    ...checkTax(terms),
    ...checkDeliverables(terms),
    ...checkMilestones(terms),
    ...checkRates(terms),
    ...checkLength(dependencies, ['dependencies']),
    ...dependencies.flatMap((each, index) => checkProse(each, ['dependencies', String(index)])),
  ]
}

function checkBilling({ billingTerms, totalValue: { currency } }: ContractTerms): readonly WriteError[] {
  const at = (field: string) => ['billingTerms', field]
  return [
    ...checkDays(billingTerms.paymentTermsDays, PAYMENT_DAYS_MAX, at('paymentTermsDays')),
    ...(billingTerms.currency === currency ? [] : [mismatch(currency, at('currency'))]),
    ...checkProse(billingTerms.expensePolicy, at('expensePolicy')),
    ...checkAmount(billingTerms.expenseCap, currency, at('expenseCap')),
    ...checkAmount(billingTerms.notToExceed, currency, at('notToExceed')),
    ...checkShare(billingTerms.advancePercent, at('advancePercent')),
    ...checkShare(billingTerms.retentionPercent, at('retentionPercent')),
  ]
}

function checkTax({ taxTerms }: ContractTerms): readonly WriteError[] {
  const names = ['serviceCode', 'municipality', 'exemptionCertificate'] as const
  return [
    ...checkProse(taxTerms.servicePeriodClause, ['taxTerms', 'servicePeriodClause']),
    ...names.flatMap((name) => (taxTerms[name] === null ? [] : checkName(taxTerms[name], ['taxTerms', name]))),
  ]
}

function checkDeliverables({ deliverables }: ContractTerms): readonly WriteError[] {
  return [
    ...checkLength(deliverables, ['deliverables']),
    ...checkUnique(
      deliverables.map(({ id }) => id),
      ['deliverables'],
      'id',
    ),
    ...deliverables.flatMap(({ id, name, acceptanceCriteria, acceptanceDays }, index) => {
      const at = (field: string) => ['deliverables', String(index), field]
      return [
        ...checkId(id, at('id')),
        ...checkName(name, at('name')),
        ...checkProse(acceptanceCriteria, at('acceptanceCriteria')),
        ...checkDays(acceptanceDays, DAYS_MAX, at('acceptanceDays')),
      ]
    }),
  ]
}

function checkMilestones({ contractedMilestones, totalValue: { currency } }: ContractTerms): readonly WriteError[] {
  return [
    ...checkLength(contractedMilestones, ['contractedMilestones']),
    ...checkUnique(
      contractedMilestones.map(({ id }) => id),
      ['contractedMilestones'],
      'id',
    ),
    ...contractedMilestones.flatMap(({ id, name, amount }, index) => {
      const at = (field: string) => ['contractedMilestones', String(index), field]
      return [...checkId(id, at('id')), ...checkName(name, at('name')), ...checkAmount(amount, currency, at('amount'))]
    }),
  ]
}

function checkRates({ rateCard, totalValue: { currency } }: ContractTerms): readonly WriteError[] {
  return [
    ...checkLength(rateCard, ['rateCard']),
    ...checkUnique(
      rateCard.map(({ role, unit }) => `${role.trim()} ${unit}`),
      ['rateCard'],
      'role and unit',
    ),
    ...rateCard.flatMap(({ role, billRate }, index) => {
      const at = (field: string) => ['rateCard', String(index), field]
      return [...checkName(role, at('role')), ...checkAmount(billRate, currency, at('billRate'))]
    }),
  ]
}

type Field = readonly string[]

function checkName(text: string, field: Field): readonly WriteError[] {
  const length = text.trim().length
  if (length < 1 || length > NAME_MAX) return [invalid('TEXT_LENGTH', `The text must have 1 to ${NAME_MAX} characters.`, field)]
  return isSafeName(text) ? [] : [invalid('TEXT_UNSAFE', 'The text has control characters.', field)]
}

function checkProse(text: string | null, field: Field): readonly WriteError[] {
  if (text === null) return []
  if (text.length > PROSE_MAX) return [invalid('TEXT_LENGTH', `The text has more than ${PROSE_MAX} characters.`, field)]
  return isSafeProse(text) ? [] : [invalid('TEXT_UNSAFE', 'The text has control characters.', field)]
}

function checkId(id: string, field: Field): readonly WriteError[] {
  if (/^[A-Za-z0-9_.-]+$/.test(id) && id.length <= ID_MAX) return []
  return [invalid('ID_FORM', `An identifier has 1 to ${ID_MAX} letters, digits, dots, hyphens or underscores.`, field)]
}

function checkDays(days: number | null, max: number, field: Field): readonly WriteError[] {
  return days === null || (days >= 0 && days <= max) ? [] : [invalid('DAYS_RANGE', `Days must be 0 to ${max}.`, field)]
}

function checkShare(share: DecimalText | null, field: Field): readonly WriteError[] {
  if (share === null || (new Decimal(share).gte(0) && new Decimal(share).lte(1))) return []
  return [invalid('SHARE_RANGE', 'A share must be 0 to 1.', field)]
}

function checkAmount(money: Money | null, currency: CurrencyCode, field: Field): readonly WriteError[] {
  if (money === null) return []
  if (money.currency !== currency) return [mismatch(currency, field)]
  const amount = new Decimal(money.amount)
  const digits = minorUnitDigits(currency)
  if (amount.decimalPlaces() > digits) {
    return [invalid('AMOUNT_DIGITS', `An amount in ${currency} has ${digits} fraction digits at most.`, field)]
  }
  return amount.isNegative() ? [invalid('AMOUNT_TOO_LOW', 'The amount must not be negative.', field)] : []
}

function checkLength(list: readonly unknown[], field: Field): readonly WriteError[] {
  return list.length <= LIST_MAX ? [] : [invalid('LIST_LENGTH', `There may be at most ${LIST_MAX}.`, field)]
}

function checkUnique(keys: readonly string[], field: Field, what: string): readonly WriteError[] {
  return new Set(keys).size === keys.length ? [] : [invalid('DUPLICATE', `Two of them have the same ${what}.`, field)]
}

const mismatch = (currency: CurrencyCode, field: Field) =>
  invalid('CURRENCY_MISMATCH', `A contract has one currency, and that of its value is ${currency}.`, field)

const invalid = (rule: string, message: string, field: Field): WriteError => ({
  code: 'VALIDATION_FAILED',
  rule,
  message,
  field: ['input', ...field],
})
