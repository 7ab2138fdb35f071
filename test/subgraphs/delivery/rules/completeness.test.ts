import { describe, expect, it } from '@jest/globals'
import { currency, dateText, decimal, money } from '../../../../contracts/wire/values.ts'
import { COMPLETENESS_RULES, judgeCompleteness } from '../../../../subgraphs/delivery/rules/completeness.ts'
import type { ContractFacts } from '../../../../subgraphs/delivery/rules/contract-facts.ts'
import { REGION_RULES } from '../../../../subgraphs/delivery/rules/region-rules.ts'
import { COMPLETE_CONTRACT as WHOLE } from './complete-contract.ts'

const billing = (fields: Partial<ContractFacts['billing']>) => ({ billing: { ...WHOLE.billing, ...fields } })
const account = (fields: Partial<ContractFacts['account']>) => ({ account: { ...WHOLE.account, ...fields } })
const entity = (fields: Partial<NonNullable<ContractFacts['entity']>>) => ({
  entity: WHOLE.entity && { ...WHOLE.entity, ...fields },
})
const sale = (fields: Partial<ContractFacts['sale']>) => ({ sale: { ...WHOLE.sale, ...fields } })
const tax = (fields: Partial<ContractFacts['tax']>) => ({ tax: { ...WHOLE.tax, ...fields } })
const timeBased = {
  pricingModel: 'CAPPED_TIME_AND_MATERIALS',
  ...billing({ schedule: 'TIME_AND_EXPENSE', notToExceed: money('1', 'EUR') }),
} as const

/** For each rule: contracts that pass it and contracts that do not, as changes of the complete one. */
const FIXTURES: Readonly<
  Record<string, { readonly passing: readonly Partial<ContractFacts>[]; readonly failing: readonly Partial<ContractFacts>[] }>
> = {
  'CC-01': { passing: [{}], failing: [account({ legalName: null }), account({ registrationNumber: ' ' })] },
  'CC-02': {
    passing: [{}],
    failing: [
      { documents: [] },
      { documents: [{ kind: 'CONTRACT', final: false, sha256: 'a'.repeat(64) }] },
      { documents: [{ kind: 'ANNEX', final: true, sha256: 'a'.repeat(64) }] },
      { documents: [{ kind: 'CONTRACT', final: true, sha256: 'A' }] },
    ],
  },
  'CC-03': { passing: [{}], failing: [{ entity: null }, entity({ active: false })] },
  'CC-04': {
    passing: [{}, { ...timeBased, milestones: [] }],
    failing: [
      sale({ lineNets: [money('299999.99', 'EUR')] }),
      sale({ lineNets: [money('300000.00', 'USD')] }),
      { milestones: [{ name: 'Design', dueDate: null, amount: money('100000.00', 'EUR') }] },
    ],
  },
  'CC-05': { passing: [{}], failing: [billing({ currency: currency('GBP') }), entity({ functionalCurrency: currency('GBP') })] },
  'CC-06': {
    passing: [
      {},
      timeBased,
      { pricingModel: 'TIME_AND_MATERIALS', ...billing({ schedule: 'TIME_AND_EXPENSE' }) },
      { pricingModel: 'FIXED_FEE', ...billing({ schedule: 'FIXED_DATE' }) },
      { pricingModel: 'RETAINER', ...billing({ schedule: 'RECURRING' }) },
      { pricingModel: 'SUBSCRIPTION', ...billing({ schedule: 'RECURRING' }) },
    ],
    failing: [
      billing({ schedule: 'RECURRING' }),
      { milestones: WHOLE.milestones.map((each) => ({ ...each, amount: null })) },
      { ...timeBased, rates: [] },
      { ...timeBased, ...billing({ schedule: 'TIME_AND_EXPENSE', notToExceed: null }) },
    ],
  },
  'CC-07': {
    passing: [{}, { effectiveTo: dateText('2026-06-01') }],
    failing: [{ effectiveFrom: null }, { effectiveTo: null }, { effectiveTo: dateText('2026-05-31') }],
  },
  'CC-08': { passing: [{}], failing: [{ deliverables: [] }, { deliverables: [{ name: 'System', acceptanceCriteria: null }] }] },
  'CC-09': {
    passing: [billing({ paymentTermsDays: 0 }), billing({ paymentTermsDays: 90 })],
    failing: [billing({ paymentTermsDays: 91 }), billing({ paymentTermsDays: -1 })],
  },
  'CC-10': {
    passing: [{}, billing({ customerPoRequired: false, customerPoNumber: null })],
    failing: [billing({ customerPoNumber: null }), billing({ customerPoNumber: '  ' })],
  },
  'CC-11': {
    passing: [
      account({ taxRegistrations: [] }),
      { ...account({ country: 'FR', taxRegistrations: [{ scheme: 'VAT', number: 'FR1', country: 'FR' }] }) },
      account({ country: 'US', taxRegistrations: [] }),
    ],
    failing: [
      account({ country: 'FR', taxRegistrations: [] }),
      account({ country: 'FR' }),
      { ...account({ country: 'IN', taxRegistrations: [] }), ...entity({ country: 'IN' }) },
    ],
  },
  'CC-12': {
    passing: [{}, account({ segment: 'PUBLIC_SECTOR', eInvoicingAddress: '04011000-1234512345-06' })],
    failing: [account({ hasBillingAddress: false }), account({ segment: 'PUBLIC_SECTOR' }), account({ country: 'IT' })],
  },
  'CC-13': {
    passing: [{}, { master: { status: 'EXECUTED', effectiveFrom: null, effectiveTo: dateText('2027-05-31') } }],
    failing: [
      { master: null },
      { master: { status: 'DRAFT', effectiveFrom: null, effectiveTo: null } },
      { master: { status: 'ACTIVE', effectiveFrom: dateText('2026-06-02'), effectiveTo: null } },
      { master: { status: 'ACTIVE', effectiveFrom: null, effectiveTo: dateText('2027-05-30') } },
    ],
  },
  'CC-14': {
    passing: [{}, { processesPersonalData: false, dataProcessingAgreement: false }],
    failing: [{ dataProcessingAgreement: false }],
  },
  'CC-15': { passing: [{}], failing: [{ dependencies: [] }, { dependencies: [' '] }] },
  'CC-16': {
    passing: [{}, billing({ expensesBillable: false, expensePolicy: null })],
    failing: [billing({ expensePolicy: null })],
  },
  'CC-17': {
    passing: [sale({ estimatedMargin: decimal('0.30') })],
    failing: [sale({ estimatedMargin: decimal('0.2999') }), sale({ estimatedMargin: null }), { ...entity({ code: 'IN01' }) }],
  },
  'CC-18': {
    passing: [{}, { subcontractingAllowed: false, ...sale({ requiresSubcontractors: false }) }],
    failing: [{ subcontractingAllowed: false }],
  },
  'CC-19': { passing: [{}], failing: [{ governingLaw: null }] },
  'CC-20': { passing: [{ noticeDays: 0 }], failing: [{ noticeDays: null }] },
  'CC-21': { passing: [{}], failing: [{ liabilityCap: null }] },
  'CC-DE': {
    passing: [{}, { ...tax({ servicePeriodClause: null }), ...entity({ country: 'AT' }) }],
    failing: [tax({ servicePeriodClause: null })],
  },
  'CC-IN': {
    passing: [
      {
        ...entity({ country: 'IN' }),
        ...account({ country: 'IN', taxRegistrations: [{ scheme: 'GST', number: '27A', country: 'IN' }] }),
        ...tax({ serviceCode: '998314' }),
      },
      { ...entity({ country: 'IN' }), ...tax({ serviceCode: '998314' }) },
    ],
    failing: [
      { ...entity({ country: 'IN' }), ...account({ country: 'IN' }), ...tax({ serviceCode: '998314' }) },
      {
        ...entity({ country: 'IN' }),
        ...account({ country: 'IN', taxRegistrations: [{ scheme: 'GST', number: '27A', country: 'IN' }] }),
      },
    ],
  },
  'CC-BR': {
    passing: [
      {
        ...entity({ country: 'BR' }),
        ...account({ country: 'BR', taxRegistrations: [{ scheme: 'CNPJ', number: '1', country: 'BR' }] }),
        ...tax({ municipality: 'São Paulo', serviceCode: '1.0101' }),
      },
    ],
    failing: [
      { ...entity({ country: 'BR' }), ...account({ country: 'BR' }) },
      { ...entity({ country: 'BR' }), ...tax({ municipality: 'São Paulo' }) },
    ],
  },
  'CC-SG': {
    passing: [
      {
        ...entity({ country: 'SG' }),
        ...account({ country: 'SG', taxRegistrations: [{ scheme: 'GST', number: 'M1', country: 'SG' }] }),
      },
    ],
    failing: [{ ...entity({ country: 'SG' }), ...account({ country: 'SG' }) }],
  },
  'CC-US': {
    passing: [
      entity({ country: 'US' }),
      { ...entity({ country: 'US' }), ...tax({ exemptionClaimed: true, exemptionCertificate: 'TX-1' }) },
    ],
    failing: [{ ...entity({ country: 'US' }), ...tax({ exemptionClaimed: true }) }],
  },
  'CC-GB': {
    passing: [
      {
        ...entity({ country: 'GB' }),
        ...account({ country: 'GB', taxRegistrations: [{ scheme: 'VAT', number: 'GB1', country: 'GB' }] }),
      },
    ],
    failing: [{ ...entity({ country: 'GB' }), ...account({ country: 'GB', taxRegistrations: [] }) }],
  },
}

const rules = [...COMPLETENESS_RULES, ...REGION_RULES]
const unmetBy = (change: Partial<ContractFacts>) => judgeCompleteness({ ...WHOLE, ...change }).findings.map(({ rule }) => rule)

describe('completeness rules', () => {
  it('[MW-04] live in one table, and each has passing and failing fixtures', () => {
    expect(Object.keys(FIXTURES)).toEqual(rules.map(({ id }) => id))
    expect(COMPLETENESS_RULES.map(({ id }) => id)).toEqual(
      Array.from({ length: 21 }, (_, index) => `CC-${String(index + 1).padStart(2, '0')}`),
    )
    for (const { passing, failing } of Object.values(FIXTURES)) expect(passing.length * failing.length).toBeGreaterThan(0)
  })

  it.each(rules.map(({ id }) => id))('%s passes what it should and finds what it should', (id) => {
    const { passing = [], failing = [] } = FIXTURES[id] ?? {}

    for (const change of passing) expect(unmetBy(change)).not.toContain(id)
    for (const change of failing) expect(unmetBy(change)).toContain(id)
  })

  it('block by the rules that an invoice or a project cannot do without, and warn by the others', () => {
    const blocking = rules.filter(({ severity }) => severity === 'BLOCKING').map(({ id }) => id)

    expect(blocking).toEqual(
      ['01', '02', '03', '04', '05', '06', '07', '10', '11', '12', '13', '17'].map((number) => `CC-${number}`),
    )
  })

  it('score the mandatory rules; a missing liability cap costs nothing', () => {
    expect(judgeCompleteness(WHOLE)).toEqual({ findings: [], score: '1.0000', isBlocked: false })
    expect(judgeCompleteness({ ...WHOLE, liabilityCap: null })).toMatchObject({ score: '1.0000', isBlocked: false })
    expect(judgeCompleteness({ ...WHOLE, governingLaw: null })).toMatchObject({ score: '0.9615', isBlocked: false })
    expect(judgeCompleteness({ ...WHOLE, master: null })).toMatchObject({ score: '0.9615', isBlocked: true })
  })
})
