import { Supergraph } from '@apollo/federation-internals'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { buildSchema, type GraphQLSchema, parse, print, printSchema, validateSchema, visit } from 'graphql'
import { parseVariantRules } from '../../contracts/variants/variant-rules.ts'
import { sortedSdl } from '../../contracts/variants/variant-schema.ts'
import { buildVariants } from '../../contracts/variants.ts'
import { compose } from '../gateway/support/compose.ts'

/** Everything that tags can meet; each `#` is a place for tags, filled in by the case. */
const TEMPLATE = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag", "@inaccessible"])
  type Query { a: A # b(i: In #, e: E = X #): B # node: Node # u: U # e: E # deep: [C!] # }
  type Mutation { m(i: In = { p: 1 } #, need: Int! #): A # }
  interface Node # { id: ID # name(n: Int #): String # }
  interface Sub implements Node # { id: ID # name(n: Int #): String # extra: Int # }
  type A implements Node # { id: ID # name(n: Int #): String # b: B # c: C # }
  type B implements Node & Sub # { id: ID # name(n: Int #): String # extra: Int # }
  type C # { e: E # u: U # s: S # }
  union U # = A | C
  enum E # { X # Y # }
  scalar S #
  input In # { p: Int # q: In2 # need: E = Y # }
  input In2 # { r: Int # s: S # }`
const PLACES = TEMPLATE.split('#').length - 1
const RULES = parseVariantRules('{ "variants": { "client": { "include": ["yes"], "exclude": ["no"] } } }', 'test')

const tags = fc.constantFrom(
  '',
  '',
  '@tag(name: "yes")',
  '@tag(name: "yes")',
  '@tag(name: "yes")',
  '@tag(name: "no")',
  '@tag(name: "other")',
)
const fill = (given: readonly string[]) =>
  TEMPLATE.split('#').reduce((text, part, index) => `${text}${given[index - 1] ?? ''}${part}`)

/** The full API schema and the variant, as the product builds them. */
function build(sdl: string) {
  const supergraph = parse(compose({ name: 's', sdl }))
  const apiSchema = Supergraph.buildForTests(supergraph).apiSchema().toGraphQLJSSchema()
  const variant = buildVariants(supergraph, apiSchema, RULES).get('client')
  if (variant === undefined) throw new Error('every variant is built')
  return { supergraph, apiSchema, variant }
}

/** What Apollo makes of the same decisions, written as `@inaccessible` on the elements of the supergraph; null when it refuses. */
function byInaccessible(sdl: string, hidden: ReadonlyMap<string, string>): GraphQLSchema | null {
  const hide = (coordinate: string, text: string) => (hidden.has(coordinate) ? `${text} @inaccessible` : text)
  const document = parse(sdl)
  const marked = visit(document, {
    enter(node, _key, _parent, _path, ancestors) {
      if (!('name' in node) || node.name === undefined || !('directives' in node)) return undefined
      const above = ancestors.flatMap((each) => ('name' in each && each.name !== undefined ? [each.name.value] : []))
      const [type, field] = above
      const name = node.name.value
      const coordinate = type === undefined ? name : field === undefined ? `${type}.${name}` : `${type}.${field}(${name}:)`
      if (hide(coordinate, '') === '') return undefined
      return { ...node, directives: [...(node.directives ?? []), INACCESSIBLE] }
    },
  })
  try {
    return Supergraph.buildForTests(parse(compose({ name: 's', sdl: print(marked) })))
      .apiSchema()
      .toGraphQLJSSchema()
  } catch {
    return null
  }
}
const INACCESSIBLE = (() => {
  const [type] = parse('type T @inaccessible { a: Int }').definitions
  const [directive] = type && 'directives' in type ? (type.directives ?? []) : []
  if (directive === undefined) throw new Error('it is written there')
  return directive
})()

describe('buildVariants, on any tags', () => {
  it('shows what Apollo shows when the same elements are @inaccessible, and refuses what Apollo refuses', () => {
    fc.assert(
      fc.property(fc.array(tags, { minLength: PLACES, maxLength: PLACES }), (given) => {
        const sdl = fill(given)
        const { variant } = build(sdl)
        const apollo = byInaccessible(sdl, variant.hidden)

        if (variant.schema !== null) expect(apollo && sortedSdl(apollo)).toBe(sortedSdl(variant.schema))
        // Apollo accepts an interface that nothing implements; everything else that is an error here is one there.
        else if (
          variant.faults.some(({ severity, message }) => severity === 'error' && !message.includes('no type that implements'))
        )
          expect(apollo).toBeNull()
      }),
      { numRuns: 40, seed: 16 },
    )
  })

  it('has a sound schema or says why not, hides nothing that it shows, and leads to all that it shows', () => {
    let open = 0
    fc.assert(
      fc.property(fc.array(tags, { minLength: PLACES, maxLength: PLACES }), (given) => {
        const { variant, apiSchema } = build(fill(given))
        if (variant.schema === null) return
        open += 1
        expect(validateSchema(variant.schema)).toEqual([])
        expect(() => buildSchema(printSchema(variant.schema as GraphQLSchema))).not.toThrow()
        for (const type of Object.values(variant.schema.getTypeMap())) {
          expect(variant.hidden.has(type.name)).toBe(false)
          expect(apiSchema.getType(type.name)?.name).toBe(type.name)
          if (!('getFields' in type) || type.name.startsWith('__')) continue
          for (const name of Object.keys(type.getFields())) expect(variant.hidden.has(`${type.name}.${name}`)).toBe(false)
        }
      }),
      { numRuns: 40, seed: 16 },
    )
    expect(open).toBeGreaterThan(5) // the cases reach what they are about
  })
})
