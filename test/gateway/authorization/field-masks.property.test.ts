import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { getOperationAST, parse, validate } from 'graphql'
import { compileDocument } from '../../../gateway/authorization/compile-document.ts'
import { filterDocument } from '../../../gateway/authorization/filter-document.ts'
import { nullRemovedFields } from '../../../gateway/authorization/null-removed-fields.ts'
import { maskNamed } from '../../../policies/index.ts'
import { randomDocument, randomFrom, randomRules, schema } from '../support/random-graph.ts'
import { pair, type Resolver, run, usedPart, VARIABLES, world } from '../support/random-world.ts'

const USE = { unless: [['crm:write']], typeName: 'String', onInterface: false }
const MASKS = new Map([
  ['A.name', { ...USE, as: 'last4' }],
  ['C.name', { ...USE, as: 'initials' }],
])

/** What a caller who sees nothing whole gets of a random document under random rules; undefined when it is not valid. */
function answer(seed: number, merging: boolean) {
  const random = randomFrom(seed)
  const document = usedPart(parse(randomDocument(random, { merging }), { noLocation: true }))
  const operation = getOperationAST(document)
  if (!operation || validate(schema, document).length > 0) return undefined
  const held = `s${random(3)}`
  const compiled = compileDocument(schema, { ...randomRules(random), masks: MASKS }, document, operation)
  const granted = compiled.requirements.map((each) => each.kind === 'scopes' && each.anyOf.some((all) => all.includes(held)))
  const filtered = filterDocument(compiled, granted)
  const data = filtered.document === null ? {} : (run(filtered.document, world).data ?? null)
  const masks = new Map(compiled.masks.map((mask) => [mask.coordinate, mask]))
  const shape = (source: typeof data) => nullRemovedFields(compiled, filtered.removed, source, VARIABLES, masks)
  return { document, filtered, data, shape, unmasked: nullRemovedFields(compiled, filtered.removed, data, VARIABLES) }
}

describe.each([{ merging: false }, { merging: true }])('masks on random graphs and documents ($merging)', ({ merging }) => {
  it('hide exactly the masked coordinates of the type that a value came from, and null nothing more', () => {
    let seen = 0
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const given = answer(seed, merging)
        if (given === undefined) return
        const shown = given.shape(given.data)
        const wrong: string[] = []
        const inspect: Resolver = (source, args, context, info) => {
          const truth = world(source, args, context, info)
          const { shown: parent } = (source ?? {}) as { shown?: Record<string, unknown> }
          const value = (parent ?? shown)?.[info.path.key]
          const coordinate = `${info.parentType.name}.${info.fieldName}`
          const use = MASKS.get(coordinate)
          const expected = use === undefined ? truth : maskNamed(use.as)?.hide(String(truth), 'String')
          if (value !== null && typeof truth !== 'object' && value !== expected) wrong.push(`${coordinate}: ${value}`)
          if (value !== null && use !== undefined) seen += 1
          return pair(truth, value)
        }
        if (shown !== null) run(given.document, inspect)

        expect(wrong).toEqual([])
        // What is masked is masked only: the same positions are null as without masks.
        expect(nullsOf(shown)).toEqual(nullsOf(given.unmasked))
      }),
      { numRuns: 150, seed: 20_260_526 },
    )
    expect(seen).toBeGreaterThan(20) // the property saw masks
  })
})

function nullsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nullsOf)
  if (typeof value !== 'object' || value === null) return value === null
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, nullsOf(inner)]))
}
