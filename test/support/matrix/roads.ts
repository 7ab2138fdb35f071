import { type InputValueDefinitionNode, Kind, type TypeNode } from 'graphql'
import { ID_PREFIX } from '../../../contracts/wire/ids.ts'
import { type DeclaredField, type DeclaredGraph, type DeclaredType, typesBehind, unwrap } from './declared-graph.ts'

export type RootName = 'Query' | 'Mutation'

/** One step of a road: a field of a type, or from an interface to one of the types behind it. */
export type Hop =
  | { readonly parent: DeclaredType; readonly field: DeclaredField }
  | { readonly parent: DeclaredType; readonly to: DeclaredType }

/** Fields that lead from a root to a type. */
export interface Road {
  readonly root: RootName
  readonly hops: readonly Hop[]
}

export type MayPass = (type: DeclaredType, fieldName: string) => boolean

/** A shortest road from the root to every type that is reached through fields that may be passed. */
export function findRoads(graph: DeclaredGraph, root: RootName, mayPass: MayPass): ReadonlyMap<string, Road> {
  const roads = new Map<string, Road>([[root, { root, hops: [] }]])
  for (const [name, { hops }] of roads) {
    const parent = typeNamed(graph, name)
    const behind = parent.isInterface ? typesBehind(graph, parent) : []
    const next: readonly Hop[] = [
      ...[...parent.fields.values()].filter((field) => mayPass(parent, field.name)).map((field) => ({ parent, field })),
      ...behind.map((to) => ({ parent, to })),
    ]
    for (const hop of next) {
      const target = targetOf(hop)
      // A map is walked in the order of insertion, what is added on the way included: breadth first.
      if (graph.types.has(target) && !roads.has(target)) roads.set(target, { root, hops: [...hops, hop] })
    }
  }
  return roads
}

/** Every way into a type of which the last step is a different field, by roads that may be passed; shortest first. */
export function findEntries(
  graph: DeclaredGraph,
  roads: ReadonlyMap<string, Road>,
  target: string,
  mayPass: MayPass,
): readonly Road[] {
  return [...roads].flatMap(([name, { root, hops }]) => {
    const parent = typeNamed(graph, name)
    const fields = [...parent.fields.values()].filter(
      (field) => unwrap(field.type).name === target && mayPass(parent, field.name),
    )
    return fields.map((field): Road => ({ root, hops: [...hops, { parent, field }] }))
  })
}

/** Text of a road under one alias, with `selections` at its end. Mutations on the way are selected and never run. */
export function writeRoad(graph: DeclaredGraph, alias: string, { root, hops }: Road, selections: string): string {
  return hops.reduceRight((inner, hop, index) => {
    if ('to' in hop) return `... on ${hop.to.name} { ${inner} }`
    const name = index === 0 ? `${alias}: ${hop.field.name}` : hop.field.name
    return `${name}${writeArguments(graph, hop.field)}${root === 'Mutation' && index === 0 ? ' @include(if: $run)' : ''} { ${inner} }`
  }, selections)
}

/** Query path at the end of a road, as denials name it: response keys, and `@` for every list on the way. */
export function pathOf({ hops }: Road, alias: string): readonly string[] {
  return hops.flatMap((hop, index) => {
    if ('to' in hop) return []
    const { lists } = unwrap(hop.field.type)
    return [index === 0 ? alias : hop.field.name, ...Array.from({ length: lists }, () => '@')]
  })
}

/** A field as a leaf of a document; of an object, its type name is enough to judge it. */
export function writeLeaf(graph: DeclaredGraph, field: DeclaredField): string {
  return `${field.name}${writeArguments(graph, field)}${graph.types.has(unwrap(field.type).name) ? ' { __typename }' : ''}`
}

export const writeDocument = (root: RootName, selections: readonly string[]): string =>
  root === 'Query' ? `{ ${selections.join('\n')} }` : `mutation ($run: Boolean!) { ${selections.join('\n')} }`

/** Arguments that match no record, as far as the field lets itself be restricted; a mutation has none that would be needed. */
export function writeArguments(graph: DeclaredGraph, field: DeclaredField): string {
  const given = field.args.flatMap((arg) => {
    const { name } = unwrap(arg.type)
    if (arg.name.value === 'first') return ['first: 1']
    if (arg.name.value === 'id') return [`id: "${missingIdOf(unwrap(field.type).name)}"`]
    if (arg.name.value === 'filter' && graph.inputs.get(name)?.some((each) => each.name.value === 'ids'))
      return ['filter: { ids: ["none_none"] }']
    return isRequired(arg) ? [`${arg.name.value}: ${writeValue(graph, arg.type)}`] : []
  })
  return given.length === 0 ? '' : `(${given.join(', ')})`
}

const missingIdOf = (type: string) =>
  `${Object.hasOwn(ID_PREFIX, type) ? ID_PREFIX[type as keyof typeof ID_PREFIX] : 'none'}_none` // hasOwn

const SCALARS: Readonly<Record<string, string>> = {
  Boolean: 'false',
  Int: '1',
  Float: '1',
  Decimal: '"1"',
  Date: '"2026-06-01"',
  DateTime: '"2026-06-01T00:00:00Z"',
  CurrencyCode: '"EUR"',
  CountryCode: '"DE"',
}

function writeValue(graph: DeclaredGraph, type: TypeNode): string {
  if (type.kind === Kind.NON_NULL_TYPE) return writeValue(graph, type.type)
  if (type.kind === Kind.LIST_TYPE) return `[${writeValue(graph, type.type)}]`
  const name = type.name.value
  const input = graph.inputs.get(name)
  if (input !== undefined) {
    const fields = input.filter(isRequired).map((field) => `${field.name.value}: ${writeValue(graph, field.type)}`)
    return `{ ${fields.join(', ')} }`
  }
  return graph.enums.get(name)?.[0] ?? SCALARS[name] ?? '"none_none"'
}

const isRequired = ({ type, defaultValue }: InputValueDefinitionNode) =>
  type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined

const targetOf = (hop: Hop): string => ('to' in hop ? hop.to.name : unwrap(hop.field.type).name)

function typeNamed({ types }: DeclaredGraph, name: string): DeclaredType {
  const type = types.get(name)
  if (type === undefined) throw new Error(`there is no type ${name}`)
  return type
}
