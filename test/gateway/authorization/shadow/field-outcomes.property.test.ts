import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { getOperationAST, parse, validate } from 'graphql'
import { compileDocument } from '../../../../gateway/authorization/compile-document.ts'
import { decideRequirement } from '../../../../gateway/authorization/decide-requirement.ts'
import { filterDocument } from '../../../../gateway/authorization/filter-document.ts'
import { compareOutcomes, partitionFor, selectionsByCoordinate } from '../../../../gateway/authorization/shadow/field-outcomes.ts'
import { person } from '../../support/principal.ts'
import { randomDocument, randomFrom, randomRules, schema } from '../../support/random-graph.ts'

describe('the outcome that shadow policies foresee', () => {
  it('is the one that the filter brings about once they are enforced, for random rules and documents', () => {
    let valid = 0
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed)
        const document = parse(randomDocument(random, { merging: false }), { noLocation: true })
        const operation = getOperationAST(document)
        if (!operation || validate(schema, document).some(({ message }) => !message.includes('never used'))) return
        valid += 1
        const scopes = [`s${random(3)}`]
        const caller = { principal: person(scopes), scopes: new Set(scopes), nowSeconds: 0 }
        const compiled = compileDocument(schema, randomRules(random), document, operation)
        const granted = compiled.requirements.map((each) => decideRequirement(each, caller).granted)
        const { removed } = filterDocument(compiled, granted)
        const { outcomeOf } = partitionFor(compiled, caller)

        for (const [coordinate, selection] of selectionsByCoordinate(compiled)) {
          expect([coordinate, outcomeOf(selection)]).toEqual([coordinate, removed.has(selection) ? 'denied' : 'clear'])
        }
      }),
      { numRuns: 100, seed: 20_260_526 },
    )
    expect(valid).toBeGreaterThan(25)
  })
})

describe('compareOutcomes', () => {
  it('orders what a caller gets, and takes a field that is gone for a denied one', () => {
    expect(compareOutcomes('clear', 'masked')).toBe('loss')
    expect(compareOutcomes('masked', 'denied')).toBe('loss')
    expect(compareOutcomes('clear', 'obliged')).toBe('loss')
    expect(compareOutcomes('denied', 'masked')).toBe('gain')
    expect(compareOutcomes('denied', 'absent')).toBeNull()
    expect(compareOutcomes('clear', 'absent')).toBe('loss')
    for (const outcome of ['absent', 'denied', 'masked', 'obliged', 'clear'] as const) {
      expect(compareOutcomes(outcome, outcome)).toBeNull()
    }
  })
})
