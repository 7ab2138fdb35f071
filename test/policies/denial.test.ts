import { describe, expect, it } from '@jest/globals'
import { DENIAL, denialOf, predicates, shownDenial } from '../../policies/index.ts'
import { mfa } from '../../policies/predicates/mfa.ts'
import { segregationOfDuties } from '../../policies/predicates/segregation-of-duties.ts'

describe('the message of a denial', () => {
  it('says the reason when the predicate discloses it, and the gateway shows it', () => {
    const message = denialOf(segregationOfDuties, 'the actor requested it')

    expect(message).toBe('Unauthorized field or type: the actor requested it')
    expect(shownDenial(message)).toBe(message)
  })

  it('says nothing of reasons that are not disclosed', () => {
    expect(denialOf(segregationOfDuties, 'nobody is on record as the requester')).toBe(DENIAL)
    expect(denialOf(mfa, 'no second factor was used')).toBe(DENIAL)
  })

  it('shows no text of a subgraph: only the fixed ones of the predicates', () => {
    for (const text of ['select * from psa.secret', `${DENIAL}: the actor requested it, see 10.0.0.7`, `${DENIAL}: `, '']) {
      expect(shownDenial(text)).toBe(DENIAL)
    }
  })

  it('discloses only fixed clauses without names, short enough for an error', () => {
    for (const reason of predicates.flatMap(({ discloses }) => discloses)) expect(reason).toMatch(/^[a-z ]{10,120}$/)
  })
})
