import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Principal } from '../../../contracts/wire/principal.ts'
import * as policies from '../../../policies/index.ts'
import { defineRowRule, internalOnly, ROLES, type RowRule } from '../../../policies/index.ts'
import { partnerOf } from '../../support/row-contract.ts'
import { personWith } from '../../support/subgraph-client.ts'

const rule = defineRowRule({
  entity: 'Thing',
  attributes: ['account', 'owner'],
  because: 'test',
  partners: { CLIENT: ({ accountIds }) => [{ account: accountIds }], RESELLER: () => 'everything' },
  people: {
    scopes: ['psa:read'],
    bound: { consultant: ({ workerId }) => [{ owner: [workerId ?? ''] }], legal: () => [{ account: ['l'] }] },
  },
  changes: { scopes: ['psa:write'], bound: { project_manager: ({ workerId }) => [{ owner: [workerId ?? ''] }] } },
})
const as = (...roles: readonly string[]) => personWith([], { roles, workerId: 'wrk_me' })
const OWN = { anyOf: [{ owner: ['wrk_me'] }] }

describe('a row rule', () => {
  it('gives a partner what its kind has, and nothing to kinds, records and callers that it does not know', () => {
    expect(rule.visibleTo(partnerOf('CLIENT', { accountIds: ['acc_a'] }))).toEqual({ anyOf: [{ account: ['acc_a'] }] })
    expect(rule.visibleTo(partnerOf('RESELLER', {}))).toBe('everything')
    expect(rule.visibleTo(partnerOf('CLIENT', {}))).toBe('nothing')
    expect(rule.visibleTo(partnerOf('SUBCONTRACTOR', { supplierIds: ['sup_a'] }))).toBe('nothing')
    for (const kind of ['PARTNER', 'AI_SERVICE', 'ROBOT']) {
      expect(rule.visibleTo({ ...as(), kind: kind as Principal['kind'] })).toBe('nothing')
    }
    const unknown = partnerOf('CLIENT', { accountIds: ['acc_a'] })
    for (const kind of ['constructor', 'OWNER']) {
      const partner = { ...unknown.partner, kind } as Principal['partner'] // as a forged envelope might say
      expect(rule.visibleTo({ ...unknown, partner })).toBe('nothing')
    }
  })

  it('takes whoever has a partner record for a partner, also with roles of the firm', () => {
    const disguised = { ...partnerOf('CLIENT', { accountIds: ['acc_a'] }), kind: 'PERSON' as const, roles: ['executive'] }

    expect(rule.visibleTo(disguised)).toEqual({ anyOf: [{ account: ['acc_a'] }] })
  })

  it('binds a role unless another role opens the entity without a bound', () => {
    expect(rule.visibleTo(as())).toBe('everything')
    expect(rule.visibleTo(as('executive'))).toBe('everything')
    expect(rule.visibleTo(as('consultant'))).toEqual(OWN)
    expect(rule.visibleTo(as('consultant', 'executive'))).toBe('everything')
    expect(rule.visibleTo(as('consultant', 'legal'))).toEqual({ anyOf: [...OWN.anyOf, { account: ['l'] }] })
    // Neither buys purchases nor has a name that means anything: no reason to see more.
    expect(rule.visibleTo(as('consultant', 'procurement_buyer', 'nonsense'))).toEqual(OWN)
    expect(rule.visibleTo({ ...as('consultant'), kind: 'SERVICE' })).toEqual(OWN)
  })

  it('binds changes apart from reading', () => {
    expect(rule.visibleTo(as('project_manager'))).toBe('everything')
    expect(rule.changeableBy(as('project_manager'))).toEqual(OWN)
    expect(rule.changeableBy(as('project_manager', 'resource_manager'))).toBe('everything')
    expect(rule.changeableBy(partnerOf('SUBCONTRACTOR', { supplierIds: ['sup_a'] }))).toBe('nothing')
  })

  it('of an internal entity shows all to the firm and nothing to others', () => {
    expect(internalOnly('Thing').visibleTo(as('consultant'))).toBe('everything')
    expect(internalOnly('Thing').visibleTo(partnerOf('CLIENT', { accountIds: ['acc_a'] }))).toBe('nothing')
  })
})

const isRule = (value: unknown): value is RowRule => typeof value === 'object' && value !== null && 'visibleTo' in value
const declared = Object.entries(policies).flatMap(([name, value]) => (isRule(value) ? [{ name, rule: value }] : []))

describe.each(declared)('$name', ({ rule: each }) => {
  it('says why, and only names attributes that it has', () => {
    expect(each.because).toMatch(/\w+ .*\.$/)
    expect(new Set(each.attributes).size).toBe(each.attributes.length)
    fc.assert(
      fc.property(principal, (caller) => {
        for (const visibility of [each.visibleTo(caller), each.changeableBy(caller)]) {
          if (typeof visibility === 'string') continue
          for (const conjunction of visibility.anyOf) {
            expect(each.attributes).toEqual(expect.arrayContaining(Object.keys(conjunction)))
            expect(Object.values(conjunction).every((allowed) => (allowed ?? []).length > 0)).toBe(true)
          }
        }
      }),
    )
  })

  it('shows and lets change nothing to a partner without records, and never everything to a client or subcontractor', () => {
    for (const kind of ['CLIENT', 'SUBCONTRACTOR', 'RESELLER'] as const) {
      expect([each.visibleTo(partnerOf(kind, {})), each.changeableBy(partnerOf(kind, {}))]).toEqual(['nothing', 'nothing'])
    }
    for (const kind of ['CLIENT', 'SUBCONTRACTOR'] as const) {
      const caller = partnerOf(kind, { accountIds: ['acc_a'], supplierIds: ['sup_a'] })
      expect([each.visibleTo(caller), each.changeableBy(caller)]).not.toContain('everything')
    }
  })

  it('shows a consultant that is no worker and a region head of no region no more than nothing, where it binds them', () => {
    for (const caller of [
      personWith([], { roles: ['consultant'], workerId: null }),
      personWith([], { roles: ['region_head'], regions: null }),
      personWith([], { roles: ['region_head'], regions: [] }),
    ]) {
      expect(['nothing', 'everything']).toContain(each.visibleTo(caller))
    }
  })
})

const some = (...ids: readonly string[]) => fc.subarray([...ids])
const principal: fc.Arbitrary<Principal> = fc.oneof(
  fc
    .record({
      roles: some(...Object.keys(ROLES), 'nonsense'),
      regions: fc.option(some('DACH')),
      workerId: fc.option(fc.constant('wrk_a')),
    })
    .map((overrides) => personWith([], overrides)),
  fc
    .record({
      kind: fc.constantFrom('CLIENT', 'SUBCONTRACTOR', 'RESELLER'),
      accountIds: some('acc_a'),
      supplierIds: some('sup_a'),
    })
    .map(({ kind, ...ids }) => partnerOf(kind, ids)),
)
