import {
  buildSchema,
  doTypesOverlap,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { Rules } from '../../../gateway/authorization/compile-rules.ts'
import type { Requirement } from '../../../gateway/authorization/requirement.ts'

/** A graph in which every kind of position occurs: nullable and not, lists of both, interfaces, unions, leaves with rules. */
export const schema = buildSchema(`
  interface Node { id: ID! name: String next: Node parts: [Node!] }
  type A implements Node { id: ID! name: String next: Node parts: [Node!] secret: Int! code: Code mate: B }
  type B implements Node { id: ID! name: String next: Node parts: [Node!] grade: Grade any: Any sure: C! }
  type C { name: String mark: Grade! many: [Any]! grid: [[A!]] }
  union Any = A | B | C
  scalar Code
  enum Grade { X Y }
  type Query { node: Node nodes: [Node!]! a: A! b: B c: C any: Any many: [Any!] }
`)

/** A small deterministic generator: the same seed always gives the same case, so a failing one can be repeated. */
export function randomFrom(seed: number): (bound: number) => number {
  let state = seed | 0
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
}

const COORDINATES = Object.values(schema.getTypeMap())
  .filter(({ name }) => !name.startsWith('__') && !['Query', 'String', 'Int', 'ID', 'Boolean', 'Node', 'Any'].includes(name))
  .flatMap((type) => [
    type.name,
    ...(isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : []),
  ])

/** Scope rules on a few coordinates of objects, their fields and leaves, as composition would leave them. */
export function randomRules(random: (bound: number) => number): Rules {
  const byCoordinate = new Map<string, readonly Requirement[]>()
  for (const coordinate of COORDINATES) {
    if (random(5) === 0) byCoordinate.set(coordinate, [{ kind: 'scopes', anyOf: [[`s${random(3)}`]] }])
  }
  if (random(3) === 0) byCoordinate.set('Query.a', [{ kind: 'scopes', anyOf: [['s0']] }])
  return { areDeclared: true, masks: new Map(), byCoordinate, impliedInterfaces: new Set(['Node']) }
}

/** A random document with aliases, inline and named fragments, and conditions; not always a valid one. */
export function randomDocument(random: (bound: number) => number, { merging }: { readonly merging: boolean }): string {
  let aliases = 0
  const fragmentTypes = ['Node', 'A', 'C', 'Any', 'Query']

  const condition = () =>
    ['', '', '', ' @include(if: $yes)', ' @skip(if: $yes)', ' @include(if: true)', ' @skip(if: $no)'][random(7)] ?? ''

  function selections(type: GraphQLCompositeType, depth: number, fragmentsAfter: number): string {
    const chosen = Array.from({ length: 1 + random(3) }, () => selection(type, depth, fragmentsAfter)).filter(
      (text) => text !== '',
    )
    return `{ ${chosen.length > 0 ? chosen.join(' ') : '__typename'} }`
  }

  function selection(type: GraphQLCompositeType, depth: number, fragmentsAfter: number): string {
    const kind = random(10)
    if (kind === 0) return '__typename'
    if (kind === 1) {
      const fitting = fragmentTypes.flatMap((name, index) => (index >= fragmentsAfter && overlaps(name, type) ? [index] : []))
      if (fitting.length > 0) return `...F${fitting[random(fitting.length)]}${condition()}`
    }
    if (kind <= 4 || !('getFields' in type)) return inlineFragment(type, depth, fragmentsAfter)
    const fields = Object.values(type.getFields())
    const field = fields[random(fields.length)]
    if (field === undefined) return ''
    const alias = merging ? (random(4) === 0 ? `x_${field.name}: ` : '') : `k${aliases++}: `
    const inner = getNamedType(field.type)
    if (!isCompositeType(inner)) return `${alias}${field.name}${condition()}`
    return depth === 0 ? '' : `${alias}${field.name}${condition()} ${selections(inner, depth - 1, fragmentsAfter)}`
  }

  function inlineFragment(type: GraphQLCompositeType, depth: number, fragmentsAfter: number): string {
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type]
    const interfaces = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : []
    const targets = [type, ...possible, ...interfaces]
    const target = targets[random(targets.length)] ?? type
    return `... on ${target.name}${condition()} ${selections(target, Math.max(depth - 1, 0), fragmentsAfter)}`
  }

  const query = schema.getQueryType()
  if (!query) throw new Error('the schema has a query type')
  const operation = `query ($yes: Boolean!, $no: Boolean = false) { t1: __typename @include(if: $yes) t2: __typename @skip(if: $no) ...Root } fragment Root on Query ${selections(query, 3, 0)}`
  const fragments = fragmentTypes.map((name, index) => {
    const type = schema.getType(name)
    return isCompositeType(type) ? `fragment F${index} on ${name} ${selections(type, 1, index + 1)}` : ''
  })
  return `${operation}\n${fragments.join('\n')}`
}

function overlaps(name: string, type: GraphQLCompositeType): boolean {
  const other = schema.getType(name)
  return isCompositeType(other) && doTypesOverlap(schema, other, type)
}

/** A value for any position, decided by its path alone, so that two executions see the same world. */
export function valueAt(path: string, type: GraphQLOutputType): unknown {
  const random = randomFrom([...path].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0, 7))
  if (isNonNullType(type)) return nonNullValueAt(path, type.ofType, random)
  return random(6) === 0 ? null : nonNullValueAt(path, type, random)
}

function nonNullValueAt(path: string, type: GraphQLOutputType, random: (bound: number) => number): unknown {
  if (isListType(type)) return Array.from({ length: random(3) }, (_, index) => valueAt(`${path}.${index}`, type.ofType))
  const named = getNamedType(type)
  if (isAbstractType(named)) {
    const possible = schema.getPossibleTypes(named)
    return { __typename: possible[random(possible.length)]?.name }
  }
  if (isObjectType(named)) return { __typename: named.name }
  return named.name === 'Grade' ? 'X' : named.name === 'Int' ? random(100) : `v${random(100)}`
}
