import { type ConstDirectiveNode, type GraphQLSchema, getNamedType, isInterfaceType, isObjectType, print } from 'graphql'
import type { PolicyEntry } from '../policy-manifest.ts'
import { directivesOf } from '../schema-elements.ts'
import type { SchemaIndex } from '../schema-places.ts'

export type Requirement =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'scopes' | 'policies'; readonly anyOf: readonly (readonly string[])[] }

/** One rule that a selection of the coordinate has to meet, as composition joined it from all subgraphs. */
export interface CoordinateRule {
  /** Element that carries it: the type, the field or the type that it returns. */
  readonly coordinate: string
  readonly requirement: Requirement
  /** Where it is written, as it is written: `subgraphs/crm/schema.graphql:14 @authenticated`. */
  readonly writtenAt: readonly string[]
}

const DIRECTIVES = { authenticated: 'authenticated', scopes: 'requiresScopes', policies: 'policy' } as const

/** Elements whose rules decide about a coordinate: the type, the field, and the type that the field returns (ADR 0003). */
export function decidingCoordinates(schema: GraphQLSchema, coordinate: string): readonly string[] {
  const [element = ''] = coordinate.split('(') // an argument is decided with its field
  const [typeName = '', fieldName] = element.split('.')
  const type = schema.getType(typeName)
  if (fieldName === undefined) return [typeName]
  if (!isObjectType(type) && !isInterfaceType(type)) return [typeName, element]
  const field = type.getFields()[fieldName]
  return [typeName, element, ...(field === undefined ? [] : [getNamedType(field.type).name])]
}

/** The rules of one element, from its joined policy. */
export function rulesAt(coordinate: string, policy: PolicyEntry, index: SchemaIndex): readonly CoordinateRule[] {
  const requirements: readonly Requirement[] = [
    ...(policy.authenticated ? [{ kind: 'authenticated' as const }] : []),
    ...(policy.scopes === null ? [] : [{ kind: 'scopes' as const, anyOf: policy.scopes }]),
    ...(policy.policies === null ? [] : [{ kind: 'policies' as const, anyOf: policy.policies }]),
  ]
  return requirements.map((requirement) => ({
    coordinate,
    requirement,
    writtenAt: index.placesOf(coordinate).flatMap(({ node, at }) => {
      const file = at.slice(0, at.lastIndexOf(':'))
      const directives = 'directives' in node ? ((node.directives ?? []) as readonly ConstDirectiveNode[]) : [] // schema elements
      return directivesOf({ directives }, DIRECTIVES[requirement.kind]).map(
        (directive) => `${file}:${directive.loc?.startToken.line} ${print(directive)}`,
      )
    }),
  }))
}
