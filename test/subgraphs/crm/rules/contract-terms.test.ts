import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { currency, dateText, decimal, money } from '../../../../contracts/wire/values.ts'
import type { ContractTerms, ContractTermsPatch } from '../../../../subgraphs/crm/port.ts'
import { changeTerms, checkTerms, whyNotPatch } from '../../../../subgraphs/crm/rules/contract-terms.ts'

const TERMS: ContractTerms = {
  title: 'Statement of work',
  governingLaw: 'DE',
  effectiveFrom: dateText('2026-06-01'),
  effectiveTo: dateText('2026-12-31'),
  totalValue: money('120000.50', 'EUR'),
  pricingModel: 'MILESTONE',
  billingTerms: {
    schedule: 'MILESTONE',
    frequency: 'ON_EVENT',
    paymentTermsDays: 14,
    currency: currency('EUR'),
    customerPoNumber: 'PO-1',
    customerPoRequired: true,
    expensesBillable: true,
    expensePolicy: 'At cost',
    expenseCap: null,
    notToExceed: null,
    advancePercent: null,
    retentionPercent: decimal('0.05'),
  },
  taxTerms: {
    servicePeriodClause: 'Kalendermonat',
    serviceCode: null,
    municipality: null,
    exemptionClaimed: false,
    exemptionCertificate: null,
  },
  deliverables: [{ id: 'd1', name: 'System', acceptanceCriteria: 'It runs', acceptanceDays: 10 }],
  contractedMilestones: [{ id: 'm1', name: 'Go-live', dueDate: null, amount: money('120000.50', 'EUR') }],
  rateCard: [{ role: 'Consultant', billRate: money('150.00', 'EUR'), unit: 'HOUR' }],
  dependencies: ['Access'],
  liabilityCap: money('240001.00', 'EUR'),
  noticeDays: 30,
  processesPersonalData: true,
  dataProcessingAgreement: true,
  subcontractingAllowed: false,
}
const BILLING = { schedule: 'RECURRING', frequency: 'MONTHLY', paymentTermsDays: 30, currency: currency('EUR') } as const

/** One value for each plain term, other than that of `TERMS`. */
const OTHER: { readonly [Term in keyof ContractTerms]?: ContractTerms[Term] } = {
  title: 'Another',
  governingLaw: 'AT',
  effectiveFrom: dateText('2026-07-01'),
  effectiveTo: dateText('2027-01-31'),
  totalValue: money('1', 'EUR'),
  pricingModel: 'FIXED_FEE',
  rateCard: [],
  dependencies: [],
  liabilityCap: money('2', 'EUR'),
  noticeDays: 0,
  processesPersonalData: false,
  dataProcessingAgreement: false,
  subcontractingAllowed: true,
}

describe('changing terms', () => {
  it('changes what is named and nothing else, whatever else is null or absent', () => {
    const names = Object.keys(OTHER) as (keyof typeof OTHER)[]
    fc.assert(
      fc.property(fc.subarray(names), fc.subarray(names), (named, nulled) => {
        const nulls = Object.fromEntries(nulled.map((name) => [name, null]))
        const values = Object.fromEntries(named.map((name) => [name, OTHER[name]]))
        const changed = changeTerms(TERMS, { ...nulls, ...values } as ContractTermsPatch)

        expect(changed).toEqual({ ...TERMS, ...values })
      }),
    )
  })

  it('makes the contract silent about what is cleared, false and zero being values', () => {
    const changed = changeTerms(TERMS, {
      clear: ['LIABILITY_CAP', 'EFFECTIVE_TO'],
      noticeDays: 0,
      dataProcessingAgreement: false,
    })

    expect(changed).toEqual({ ...TERMS, liabilityCap: null, effectiveTo: null, noticeDays: 0, dataProcessingAgreement: false })
  })

  it('puts nested terms in the place of the former ones, complete, and keeps the purchase order', () => {
    const changed = changeTerms(TERMS, {
      billingTerms: { ...BILLING, customerPoRequired: false, expensesBillable: false },
      taxTerms: { exemptionClaimed: true },
      deliverables: [{ id: 'd2', name: 'Report' }],
      contractedMilestones: [{ id: 'm2', name: 'Start' }],
    })

    expect(changed.billingTerms).toEqual({
      ...BILLING,
      customerPoNumber: 'PO-1',
      customerPoRequired: false,
      expensesBillable: false,
      expensePolicy: null,
      expenseCap: null,
      notToExceed: null,
      advancePercent: null,
      retentionPercent: null,
    })
    expect(changed.taxTerms).toEqual({
      servicePeriodClause: null,
      serviceCode: null,
      municipality: null,
      exemptionClaimed: true,
      exemptionCertificate: null,
    })
    expect(changed.deliverables).toEqual([{ id: 'd2', name: 'Report', acceptanceCriteria: null, acceptanceDays: null }])
    expect(changed.contractedMilestones).toEqual([{ id: 'm2', name: 'Start', dueDate: null, amount: null }])
  })

  it.each([
    ['nothing', {}, undefined],
    ['nulls only', { title: null, clear: [] }, undefined],
    ['a term that is set and cleared', { noticeDays: 0, clear: ['NOTICE_DAYS'] }, 'TERM_SET_AND_CLEARED'],
  ] as const)('refuses a request that names %s', (_, patch, rule) => {
    expect(whyNotPatch(patch)).toMatchObject({ code: 'VALIDATION_FAILED', ...(rule && { rule }) })
  })
})

describe('checking terms', () => {
  it('finds no fault in terms that make sense, with gaps as well', () => {
    const silent = { effectiveFrom: null, effectiveTo: null, liabilityCap: null, noticeDays: null, governingLaw: null }

    expect(checkTerms(TERMS)).toEqual([])
    expect(checkTerms({ ...TERMS, ...silent, deliverables: [], contractedMilestones: [], rateCard: [] })).toEqual([])
  })

  const milestone = { id: 'm1', name: 'Go-live', dueDate: null, amount: null }
  it.each<readonly [string, string, Partial<ContractTerms>]>([
    ['title', 'TEXT_LENGTH', { title: ' ' }],
    ['title', 'TEXT_LENGTH', { title: 'x'.repeat(201) }],
    ['title', 'TEXT_UNSAFE', { title: 'Work\u202eeht' }],
    ['effectiveTo', 'CC-07', { effectiveTo: dateText('2026-05-31') }],
    ['totalValue', 'AMOUNT_TOO_LOW', { totalValue: money('-0.01', 'EUR') }],
    ['totalValue', 'AMOUNT_DIGITS', { totalValue: money('0.001', 'EUR') }],
    ['liabilityCap', 'CURRENCY_MISMATCH', { liabilityCap: money('1', 'USD') }],
    ['noticeDays', 'DAYS_RANGE', { noticeDays: -1 }],
    ['billingTerms.paymentTermsDays', 'DAYS_RANGE', { billingTerms: { ...TERMS.billingTerms, paymentTermsDays: 366 } }],
    ['billingTerms.currency', 'CURRENCY_MISMATCH', { billingTerms: { ...TERMS.billingTerms, currency: currency('USD') } }],
    [
      'billingTerms.notToExceed',
      'CURRENCY_MISMATCH',
      { billingTerms: { ...TERMS.billingTerms, notToExceed: money('1', 'USD') } },
    ],
    [
      'billingTerms.retentionPercent',
      'SHARE_RANGE',
      { billingTerms: { ...TERMS.billingTerms, retentionPercent: decimal('1.01') } },
    ],
    ['billingTerms.advancePercent', 'SHARE_RANGE', { billingTerms: { ...TERMS.billingTerms, advancePercent: decimal('-0.1') } }],
    ['taxTerms.serviceCode', 'TEXT_UNSAFE', { taxTerms: { ...TERMS.taxTerms, serviceCode: 'a\u0000' } }],
    ['deliverables', 'DUPLICATE', { deliverables: [...TERMS.deliverables, ...TERMS.deliverables] }],
    [
      'deliverables.0.acceptanceCriteria',
      'TEXT_UNSAFE',
      { deliverables: [{ id: 'd', name: 'n', acceptanceCriteria: '\u0000', acceptanceDays: null }] },
    ],
    [
      'deliverables.0.id',
      'ID_FORM',
      { deliverables: [{ id: '../d', name: 'n', acceptanceCriteria: null, acceptanceDays: null }] },
    ],
    ['contractedMilestones.0.amount', 'AMOUNT_TOO_LOW', { contractedMilestones: [{ ...milestone, amount: money('-1', 'EUR') }] }],
    [
      'contractedMilestones',
      'LIST_LENGTH',
      { contractedMilestones: Array.from({ length: 201 }, (_, n) => ({ ...milestone, id: `m${n}` })) },
    ],
    ['rateCard.0.billRate', 'CURRENCY_MISMATCH', { rateCard: [{ role: 'r', billRate: money('1', 'GBP'), unit: 'HOUR' }] }],
    ['dependencies.1', 'TEXT_LENGTH', { dependencies: ['fine', 'x'.repeat(4001)] }],
  ])('finds the fault of %s by its rule %s', (field, rule, change) => {
    expect(checkTerms({ ...TERMS, ...change })).toMatchObject([
      { code: 'VALIDATION_FAILED', rule, field: ['input', ...field.split('.')] },
    ])
  })

  it('finds what another currency of the value leaves behind', () => {
    const fields = checkTerms({ ...TERMS, totalValue: money('1', 'USD') }).map(
      (fault) => 'field' in fault && fault.field?.join('.'),
    )

    expect(fields).toEqual([
      'input.liabilityCap',
      'input.billingTerms.currency',
      'input.contractedMilestones.0.amount',
      'input.rateCard.0.billRate',
    ])
  })
})
