import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { predicateNamed } from '../../../policies/index.ts'
import { PERSON } from './predicate-principal.ts'

const predicate = predicateNamed('ethical_wall')
const isAllowed = (facts: Record<string, unknown>) =>
  predicate?.decide({ principal: PERSON, args: {}, facts, nowSeconds: 0 }).allowed

const WALL = { between: ['acc_a', 'acc_b'], from: '2026-01-01', until: '2026-12-31' }
const FACTS = { clientId: 'acc_b', today: '2026-05-26', workedFor: ['acc_a', 'acc_c'], walls: [WALL] }

describe('ethical_wall', () => {
  it('is decided in the subgraph, from four facts', () => {
    expect(predicate).toMatchObject({ decidedAt: 'subgraph', facts: ['clientId', 'today', 'workedFor', 'walls'] })
  })

  it('keeps whoever worked for one client from the other, whichever way round the wall is written', () => {
    expect(isAllowed(FACTS)).toBe(false)
    expect(isAllowed({ ...FACTS, walls: [{ ...WALL, between: ['acc_b', 'acc_a'] }] })).toBe(false)
    expect(isAllowed({ ...FACTS, clientId: 'acc_a', workedFor: ['acc_b'] })).toBe(false)
  })

  it.each([
    ['of another pair', { walls: [{ ...WALL, between: ['acc_a', 'acc_d'] }] }],
    ['that has ended', { today: '2027-01-01' }],
    ['that is yet to come', { today: '2025-12-31' }],
    ['between clients of which the person knows one', { workedFor: ['acc_b'] }],
    ['of a project that does not exist', { clientId: null }],
  ])('does not mind a wall %s', (_, more) => {
    expect(isAllowed({ ...FACTS, ...more })).toBe(true)
  })

  it('stands on its first and its last day, and without a last day until further notice', () => {
    expect(isAllowed({ ...FACTS, today: '2026-01-01' })).toBe(false)
    expect(isAllowed({ ...FACTS, today: '2026-12-31' })).toBe(false)
    expect(isAllowed({ ...FACTS, today: '2099-01-01', walls: [{ ...WALL, until: null }] })).toBe(false)
  })

  it('denies when a fact was not loaded or is malformed', () => {
    for (const name of Object.keys(FACTS)) expect(isAllowed({ ...FACTS, [name]: undefined })).toBe(false)
    expect(isAllowed({ ...FACTS, today: '26.05.2026' })).toBe(false)
  })

  it('is symmetric: A is closed to whoever knows B exactly when B is closed to whoever knows A', () => {
    const account = fc.constantFrom('acc_a', 'acc_b', 'acc_c', 'acc_d')
    const wall = fc.record({
      between: fc.tuple(account, account),
      from: fc.constantFrom('2026-01-01', '2026-06-01'),
      until: fc.constantFrom(null, '2026-05-01', '2026-12-31'),
    })
    fc.assert(
      fc.property(account, account, fc.array(wall, { maxLength: 6 }), (one, other, walls) => {
        const there = isAllowed({ clientId: one, today: '2026-05-26', workedFor: [other], walls })
        const back = isAllowed({ clientId: other, today: '2026-05-26', workedFor: [one], walls })
        expect(there).toBe(back)
      }),
    )
  })
})
