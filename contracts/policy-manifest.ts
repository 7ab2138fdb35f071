import {
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
} from 'graphql'
import { argumentOf, directivesOf, isRootType, requirementOf } from './schema-elements.ts'
import type { SchemaIndex } from './schema-places.ts'
import { readElementTags } from './variants/element-tags.ts'
import { ownTypes } from './variants/hide-elements.ts'

/** What governs one coordinate. A field is open to those who meet its own rules, those of its type and of its return type. */
export interface PolicyEntry {
  readonly authenticated: boolean
  /** `[[all of these], [or all of those]]`; null asks for none. */
  readonly scopes: readonly (readonly string[])[] | null
  readonly policies: readonly (readonly string[])[] | null
  /** Strictest level of all subgraphs; that of the type where the field says nothing. */
  readonly classification: string
  readonly pii: boolean
  /** How the value is masked for those who may see it in part; null when it is not. */
  readonly masked: { readonly as: string; readonly unless: readonly (readonly string[])[] } | null
  readonly tags: readonly string[]
  readonly subgraphs: readonly string[]
  /** Where it is written. */
  readonly at: readonly string[]
}

const LEVELS: readonly string[] = ['public', 'internal', 'confidential', 'restricted']

interface Directed {
  readonly directives?: readonly ConstDirectiveNode[] | undefined
}

/**
 * Reads the policy of coordinates: the rules from the supergraph, where those of all subgraphs are joined; the classification
 * from the files, because composition keeps that of one subgraph and drops the others.
 */
export function createPolicyReader(supergraph: string, index: SchemaIndex): (coordinate: string) => PolicyEntry {
  const document = parse(supergraph, { noLocation: true })
  const tagsOf = readElementTags(document)
  const nodes = nodesByCoordinate(document)

  return (coordinate) => {
    const node = nodes.get(coordinate) ?? {}
    const classified = classificationAt(coordinate, index)
    return {
      authenticated: directivesOf(node, 'authenticated').length > 0,
      scopes: requirementAt(node, 'requiresScopes'),
      policies: requirementAt(node, 'policy'),
      ...classified,
      masked: maskAt(node),
      tags: tagsOf(coordinate),
      subgraphs: index.subgraphsOf(coordinate),
      at: index.placesOf(coordinate).map(({ at }) => at),
    }
  }
}

/** `policy.json` of a schema: every type and field, sorted, one line each, so that a pull request shows what changed and no more. */
export function policyManifest(schema: GraphQLSchema | null, policyOf: (coordinate: string) => PolicyEntry): string {
  const coordinates = schema === null ? [] : coordinatesOf(schema)
  const lines = coordinates.map((coordinate) => `  ${JSON.stringify(coordinate)}: ${JSON.stringify(policyOf(coordinate))}`)
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`
}

function coordinatesOf(schema: GraphQLSchema): readonly string[] {
  return ownTypes(schema)
    .flatMap((type) => {
      const hasFields = isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
      return [type.name, ...(hasFields ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [])]
    })
    .toSorted()
}

function nodesByCoordinate(document: DocumentNode): ReadonlyMap<string, Directed> {
  const nodes = new Map<string, Directed>()
  for (const definition of document.definitions) {
    if (!('name' in definition) || definition.name === undefined || !('directives' in definition)) continue
    nodes.set(definition.name.value, definition as Directed) // definitions of a schema carry constant directives
    for (const field of 'fields' in definition ? (definition.fields ?? []) : []) {
      nodes.set(`${definition.name.value}.${field.name.value}`, field)
    }
  }
  return nodes
}

function requirementAt(node: Directed, name: string): readonly (readonly string[])[] | null {
  const [directive] = directivesOf(node, name)
  return directive === undefined ? null : requirementOf(directive)
}

function maskAt(node: Directed): PolicyEntry['masked'] {
  const [directive] = directivesOf(node, 'masked')
  if (directive === undefined) return null
  const unless = argumentOf(directive, 'unless')
  return { as: String(argumentOf(directive, 'as')), unless: Array.isArray(unless) ? unless : [] }
}

function classificationAt(coordinate: string, { placesOf }: SchemaIndex): Pick<PolicyEntry, 'classification' | 'pii'> {
  const own = placesOf(coordinate)
  const [type = ''] = coordinate.split('.')
  const directives = own.flatMap(({ node, at }) => {
    const [file] = at.split(':')
    const written = directivesOf(node as Directed, 'classified') // elements of a schema carry constant directives
    if (written.length > 0 || !coordinate.includes('.') || isRootType({ name: { value: type } })) return written
    return placesOf(type).flatMap((place) =>
      place.at.startsWith(`${file}:`) ? directivesOf(place.node as Directed, 'classified') : [],
    )
  })
  const levels = directives.map((directive) => String(argumentOf(directive, 'level')))
  const strictest = Math.max(-1, ...levels.map((level) => LEVELS.indexOf(level)))
  return {
    classification: LEVELS[strictest] ?? 'internal',
    pii: directives.some((directive) => argumentOf(directive, 'pii') === true),
  }
}
