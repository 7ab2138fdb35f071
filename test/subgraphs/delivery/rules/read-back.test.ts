import { describe, expect, it } from '@jest/globals'
import { money } from '../../../../contracts/wire/values.ts'
import { compareReadBack, type ReadBack, SHARED_FIELDS } from '../../../../subgraphs/delivery/rules/read-back.ts'

const AGREED: ReadBack = {
  delivery: { code: 'DE01-1', plannedStart: '2026-06-01', plannedEnd: '2027-05-31', milestones: 2 },
  crm: {
    name: 'Roll-out',
    accountId: 'acc_1',
    contractId: 'ctr_1',
    legalEntityId: 'len_1',
    value: money('400000.00', 'EUR'),
    pricingModel: 'MILESTONE',
    serviceType: 'SOFTWARE_IMPLEMENTATION',
  },
  erp: {
    accountId: 'acc_1',
    contractId: 'ctr_1',
    legalEntityId: 'len_1',
    value: money('400000', 'EUR'),
    pricingModel: 'MILESTONE',
    wbsCodes: ['DE01-1.2', 'DE01-1.1'],
  },
  psa: {
    code: 'DE01-1',
    name: 'Roll-out',
    accountId: 'acc_1',
    serviceType: 'SOFTWARE_IMPLEMENTATION',
    pricingModel: 'MILESTONE',
    plannedStart: '2026-06-01',
    plannedEnd: '2027-05-31',
    wbsCodes: ['DE01-1.1', 'DE01-1.2'],
    milestones: 2,
  },
}

describe('compareReadBack', () => {
  it('finds agreement whatever the notation of an amount or the order of codes, over twelve fields', () => {
    expect(compareReadBack(AGREED).mismatches).toEqual([])
    expect(SHARED_FIELDS).toHaveLength(12)
  })

  it.each([
    ['code', { psa: { code: 'X' } }],
    ['name', { psa: { name: 'X' } }],
    ['account', { erp: { accountId: 'X' } }],
    ['contract', { erp: { contractId: 'X' } }],
    ['legalEntity', { erp: { legalEntityId: 'X' } }],
    ['currency', { erp: { value: money('400000', 'USD') } }],
    ['value', { erp: { value: money('400000.01', 'EUR') } }],
    ['pricingModel', { psa: { pricingModel: 'X' } }],
    ['serviceType', { psa: { serviceType: 'X' } }],
    ['term', { psa: { plannedEnd: '2027-06-01' } }],
    ['wbsCodes', { psa: { wbsCodes: ['DE01-1.1'] } }],
    ['milestoneCount', { psa: { milestones: 3 } }],
  ] as const)('finds a different %s, names it, and gives another digest', (field, change) => {
    const changed = Object.fromEntries(
      Object.entries(AGREED).map(([system, shown]) => [system, { ...shown, ...(change as Record<string, object>)[system] }]),
    ) as unknown as ReadBack // the same keys as AGREED

    const { mismatches, digest } = compareReadBack(changed)

    expect(mismatches.map((each) => each.field)).toEqual([field])
    expect(digest).not.toBe(compareReadBack(AGREED).digest)
  })
})
