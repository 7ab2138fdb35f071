import { describe, expect, it } from '@jest/globals'
import { predicateNamed } from '../../../policies/index.ts'
import { PERSON } from './predicate-principal.ts'

const predicate = predicateNamed('segregation_of_duties')
const isAllowed = (facts: Record<string, unknown>, principal = PERSON) =>
  predicate?.decide({ principal, args: {}, facts, nowSeconds: 0 }).allowed

const OTHERS = { requestedBy: 'u-2', submittedBy: null, previousDeciders: ['u-3'] }

describe('segregation_of_duties', () => {
  it('is decided in the subgraph, from three facts', () => {
    expect(predicate).toMatchObject({ decidedAt: 'subgraph', facts: ['requestedBy', 'submittedBy', 'previousDeciders'] })
  })

  it('allows somebody who had no part in it', () => {
    expect(isAllowed(OTHERS)).toBe(true)
    expect(isAllowed({ requestedBy: null, submittedBy: 'u-2', previousDeciders: [] }, { ...PERSON, workerId: null })).toBe(true)
  })

  it.each([
    ['requested it', { requestedBy: 'u-1' }],
    ['requested it as a worker', { requestedBy: 'wrk_1' }],
    ['submitted it', { submittedBy: 'u-1' }],
    ['submitted it as a worker', { submittedBy: 'wrk_1' }],
    ['decided on an earlier level', { previousDeciders: ['u-3', 'wrk_1'] }],
  ])('denies an actor who %s', (_, facts) => {
    expect(isAllowed({ ...OTHERS, ...facts })).toBe(false)
  })

  it('denies when nobody is on record, and when a fact was not loaded or is malformed', () => {
    expect(isAllowed({ requestedBy: null, submittedBy: null, previousDeciders: [] })).toBe(false)
    expect(isAllowed({})).toBe(false)
    expect(isAllowed({ ...OTHERS, previousDeciders: undefined })).toBe(false)
    expect(isAllowed({ ...OTHERS, requestedBy: ['u-2'] })).toBe(false)
  })
})
