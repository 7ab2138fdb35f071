import { describe, expect, it } from '@jest/globals'
import { serviceCaller } from '../../../policies/predicates/service-caller.ts'
import { PERSON } from './predicate-principal.ts'

const decide = (kind: 'PERSON' | 'PARTNER' | 'SERVICE' | 'AI_SERVICE') =>
  serviceCaller.decide({ principal: { ...PERSON, kind }, args: {}, facts: {}, nowSeconds: 0 }).allowed

describe('service_caller', () => {
  it('admits a service of the firm and nobody else, whatever roles they hold', () => {
    expect([decide('SERVICE'), decide('PERSON'), decide('PARTNER'), decide('AI_SERVICE')]).toEqual([true, false, false, false])
  })
})
