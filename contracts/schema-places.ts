import type { ASTNode } from 'graphql'
import { Kind } from 'graphql'
import { placeOf } from './finding.ts'
import { directivesOf } from './schema-elements.ts'
import type { SubgraphFiles } from './subgraph-files.ts'

/** Where a coordinate is written: the file, and the subgraphs that answer for it because of that. */
export interface SchemaPlace {
  readonly node: ASTNode
  /** `subgraphs/crm/schema.graphql:14`. */
  readonly at: string
}

/** What the files say about coordinates: `Type`, `Type.field`, `Type.field(argument:)`, `Enum.VALUE`. */
export interface SchemaIndex {
  /** In the order of the files; empty for a coordinate that nobody wrote. */
  readonly placesOf: (coordinate: string) => readonly SchemaPlace[]
  /** Names of the subgraphs that have the coordinate and are not merely told of it (`@external`), sorted. */
  readonly subgraphsOf: (coordinate: string) => readonly string[]
}

/** Indexes every element of all schema files once. */
export function indexSchema({ files, subgraphs }: SubgraphFiles): SchemaIndex {
  const places = new Map<string, SchemaPlace[]>()
  const owners = new Map<string, Set<string>>()
  for (const { document } of files) {
    for (const { coordinate, node } of document.definitions.flatMap(elementsOf)) {
      const { file, line } = placeOf(node)
      places.set(coordinate, [...(places.get(coordinate) ?? []), { node, at: `${file}:${line}` }])
    }
  }
  for (const { name, document } of subgraphs) {
    for (const { coordinate } of document.definitions.flatMap(elementsOf)) {
      owners.set(coordinate, (owners.get(coordinate) ?? new Set()).add(name))
    }
  }
  return {
    placesOf: (coordinate) => places.get(coordinate) ?? [],
    subgraphsOf: (coordinate) => [...(owners.get(coordinate) ?? [])].toSorted(),
  }
}

interface SchemaElement {
  readonly coordinate: string
  readonly node: ASTNode
}

function elementsOf(definition: ASTNode): readonly SchemaElement[] {
  if (!('name' in definition) || definition.name === undefined || definition.kind === Kind.DIRECTIVE_DEFINITION) return []
  const type = definition.name.value
  const found: SchemaElement[] = [{ coordinate: type, node: definition }]
  if (definition.kind === Kind.ENUM_TYPE_DEFINITION || definition.kind === Kind.ENUM_TYPE_EXTENSION) {
    for (const value of definition.values ?? []) found.push({ coordinate: `${type}.${value.name.value}`, node: value })
  }
  if (!('fields' in definition)) return found
  for (const field of definition.fields ?? []) {
    if ('directives' in field && directivesOf(field, 'external').length > 0) continue
    const coordinate = `${type}.${field.name.value}`
    found.push({ coordinate, node: field })
    const args = 'arguments' in field ? (field.arguments ?? []) : []
    for (const argument of args) found.push({ coordinate: `${coordinate}(${argument.name.value}:)`, node: argument })
  }
  return found
}
