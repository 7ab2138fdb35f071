import { describe, expect, it } from '@jest/globals'
import { predicateNamed } from '../../../policies/index.ts'
import { PERSON } from './predicate-principal.ts'

const predicate = predicateNamed('segregation_of_duties')
const decide = (facts: Record<string, unknown>, principal = PERSON) =>
  predicate?.decide({ principal, args: {}, facts, nowSeconds: 0 })

const NOBODY = { requestedBy: [], submittedBy: [], acceptedBy: [], previousDeciders: [] }
const OTHERS = { ...NOBODY, requestedBy: ['u-2'], previousDeciders: ['u-3'] }

describe('segregation_of_duties', () => {
  it('is decided in the subgraph, from four facts', () => {
    expect(predicate).toMatchObject({
      decidedAt: 'subgraph',
      facts: ['requestedBy', 'submittedBy', 'acceptedBy', 'previousDeciders'],
    })
  })

  it('allows somebody who had no part in it', () => {
    expect(decide(OTHERS)).toMatchObject({ allowed: true })
    expect(decide({ ...NOBODY, submittedBy: ['u-2'] }, { ...PERSON, workerId: null })).toMatchObject({ allowed: true })
  })

  it.each([
    ['the actor requested it', { requestedBy: ['u-1'] }],
    ['the actor requested it', { requestedBy: ['u-2', 'wrk_1'] }],
    ['the actor submitted it', { submittedBy: ['u-1'] }],
    ['the actor submitted it', { submittedBy: ['u-3', 'wrk_1'] }],
    ['the actor accepted the sale that it is about', { acceptedBy: ['wrk_1'] }],
    ['the actor decided on another question of it', { previousDeciders: ['u-3', 'wrk_1'] }],
    ['the actor requested it', { requestedBy: ['u-1'], acceptedBy: ['u-1'], previousDeciders: ['u-1'] }],
  ])('denies, and says to those whom it concerns: %s', (reason, facts) => {
    expect(decide({ ...OTHERS, ...facts })).toEqual({ allowed: false, reason })
    expect(predicate?.discloses).toContain(reason)
  })

  it('denies without a word when nobody is on record, and when a fact was not loaded or is malformed', () => {
    const denials = [NOBODY, {}, { ...OTHERS, previousDeciders: undefined }, { ...OTHERS, requestedBy: 'u-2' }].map((facts) =>
      decide(facts),
    )
    for (const denial of denials) {
      expect(denial?.allowed).toBe(false)
      expect(predicate?.discloses).not.toContain(denial?.reason)
    }
  })
})
