import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  getNamedType,
  getOperationAST,
  isAbstractType,
  isObjectType,
  parse,
  print,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { compileDocument } from '../../../gateway/authorization/compile-document.ts'
import type { Rules } from '../../../gateway/authorization/compile-rules.ts'
import { filterDocument } from '../../../gateway/authorization/filter-document.ts'
import { nullRemovedFields } from '../../../gateway/authorization/null-removed-fields.ts'
import { pathsOfRemoved } from '../../../gateway/authorization/removed-paths.ts'
import { randomDocument, randomFrom, randomRules, schema } from '../support/random-graph.ts'
import { pair, pathText, type Resolver, run, usedPart, VARIABLES, world } from '../support/random-world.ts'

const RUNS = 100
const specification = { numRuns: RUNS, seed: 20_260_526 }

interface Case {
  readonly document: DocumentNode
  readonly rules: Rules
  readonly held: ReadonlySet<string>
}

const cases = new Map<string, Case | undefined>()
/** All properties look at the same cases. */
function caseOf(seed: number, merging: boolean): Case | undefined {
  const key = `${seed} ${merging}`
  if (!cases.has(key)) cases.set(key, createCase(seed, merging))
  return cases.get(key)
}

/** The case of a seed; undefined when the random document is not a valid one. */
function createCase(seed: number, merging: boolean): Case | undefined {
  const random = randomFrom(seed)
  const document = usedPart(parse(randomDocument(random, { merging }), { noLocation: true }))
  if (validate(schema, document).length > 0) return undefined
  return { document, rules: randomRules(random), held: new Set([`s${random(3)}`]) }
}

function enforce({ document, rules, held }: Case) {
  const operation = getOperationAST(document)
  if (!operation) throw new Error('no operation')
  const compiled = compileDocument(schema, rules, document, operation)
  const granted = compiled.requirements.map(
    (requirement) => requirement.kind === 'scopes' && requirement.anyOf.some((all) => all.every((scope) => held.has(scope))),
  )
  const filtered = filterDocument(compiled, granted)
  const data = filtered.document === null ? {} : (run(filtered.document, world).data ?? null)
  return {
    ...filtered,
    shaped: nullRemovedFields(compiled, filtered.removed, data, VARIABLES),
    paths: pathsOfRemoved(compiled, filtered.removed),
  }
}

const isMet = ({ rules, held }: Case, coordinate: string) =>
  (rules.byCoordinate.get(coordinate) ?? []).every(
    (each) => each.kind === 'scopes' && each.anyOf.some((all) => all.every((scope) => held.has(scope))),
  )

/** Written a second time from governance 2.1, so that it shares no code with what it checks. */
function isAllowed(given: Case, parent: GraphQLCompositeType, field: string): boolean {
  if (field.startsWith('__')) return true
  const types = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent]
  return types.every((type) => {
    if (!isObjectType(type)) return false
    const returned = type.getFields()[field]?.type
    return (
      isMet(given, type.name) &&
      isMet(given, `${type.name}.${field}`) &&
      returned !== undefined &&
      isMet(given, getNamedType(returned).name)
    )
  })
}

function check(merging: boolean, property: (given: Case) => void): void {
  let valid = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const given = caseOf(seed, merging)
      if (given === undefined) return
      valid += 1
      property(given)
    }),
    specification,
  )
  expect(valid).toBeGreaterThan(RUNS / 4) // the property said something
}

describe.each([{ merging: false }, { merging: true }])(
  'field policies on random graphs and documents ($merging)',
  ({ merging }) => {
    it('leave a valid document without any denied coordinate', () => {
      check(merging, (given) => {
        const { document } = enforce(given)
        if (document === null) return
        expect(validate(schema, parse(print(document)))).toEqual([])
        const types = new TypeInfo(schema)
        const denied: string[] = []
        visit(
          document,
          visitWithTypeInfo(types, {
            Field(node) {
              const parent = types.getParentType()
              if (parent && !isAllowed(given, parent, node.name.value)) denied.push(`${parent.name}.${node.name.value}`)
            },
          }),
        )
        expect(denied).toEqual([])
      })
    })

    it('remove nothing that is allowed', () => {
      check(merging, (given) => {
        const { removed } = enforce(given)
        const types = new TypeInfo(schema)
        const wrong: string[] = []
        visit(
          given.document,
          visitWithTypeInfo(types, {
            Field(node) {
              const parent = types.getParentType()
              if (parent && removed.has(node) === isAllowed(given, parent, node.name.value))
                wrong.push(`${parent.name}.${node.name.value}`)
            },
          }),
        )
        expect(wrong).toEqual([])
      })
    })

    it('give the answer the shape of the original document, without a null where the schema allows none', () => {
      check(merging, (given) => {
        const { shaped } = enforce(given)
        if (shaped === null) return
        // Reads the shaped answer through the original document: types as in the world, values as shaped.
        const fromShaped: Resolver = (source, args, context, info) => {
          const { shown } = (source ?? {}) as { shown?: Record<string, unknown> }
          return pair(world(source, args, context, info), (shown ?? shaped)[info.path.key])
        }
        const { data, errors } = run(given.document, fromShaped)
        expect(errors ?? []).toEqual([])
        expect(data).toEqual(shaped)
      })
    })

    it('show no value of a coordinate that is denied for the type it came from, and change no other', () => {
      check(merging, (given) => {
        const { shaped } = enforce(given)
        const leaks: string[] = []
        const inspect: Resolver = (source, args, context, info) => {
          const { shown } = (source ?? {}) as { shown?: Record<string, unknown> }
          const value = (shown ?? shaped)?.[info.path.key]
          const truth = world(source, args, context, info)
          const isLeaf = typeof truth !== 'object'
          if (value !== null && !isAllowed(given, info.parentType, info.fieldName)) leaks.push(pathText(info.path))
          if (value !== null && isLeaf && value !== truth) leaks.push(`changed ${pathText(info.path)}`)
          return pair(truth, value)
        }
        if (shaped !== null) run(given.document, inspect)
        expect(leaks).toEqual([])
      })
    })
  },
)

describe('field policies on random documents without merged keys', () => {
  it('answer as if every removed field had resolved to null', () => {
    check(false, (given) => {
      const { removed, shaped } = enforce(given)
      const nulled: Resolver = (source, args, context, info) =>
        info.fieldNodes.every((node: FieldNode) => removed.has(node)) ? null : world(source, args, context, info)
      expect(JSON.parse(JSON.stringify(shaped))).toEqual(JSON.parse(JSON.stringify(run(given.document, nulled).data ?? null)))
    })
  })
})
