import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql'

/** Tags that an element carries itself, by its coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Enum.VALUE`. */
export type ElementTags = (coordinate: string) => readonly string[]

const NONE: readonly string[] = []

/** Reads the tags of a composed supergraph, under the name that its link gives the directive. */
export function readElementTags(supergraph: DocumentNode): ElementTags {
  const directive = nameOfTag(supergraph)
  const tags = new Map<string, readonly string[]>()

  function add(coordinate: string, { directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] | undefined }) {
    const own = directives.flatMap((each) => (each.name.value === directive ? tagIn(each) : []))
    if (own.length > 0) tags.set(coordinate, [...new Set([...(tags.get(coordinate) ?? []), ...own])].toSorted())
  }

  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || definition.name === undefined || !('directives' in definition)) continue
    const type = definition.name.value
    add(type, definition as { readonly directives?: readonly ConstDirectiveNode[] }) // type definitions carry constant directives
    if ('values' in definition) for (const value of definition.values ?? []) add(`${type}.${value.name.value}`, value)
    if (!('fields' in definition)) continue
    for (const field of definition.fields ?? []) {
      const coordinate = `${type}.${field.name.value}`
      add(coordinate, field)
      if (field.kind !== Kind.FIELD_DEFINITION) continue
      for (const argument of field.arguments ?? []) add(`${coordinate}(${argument.name.value}:)`, argument)
    }
  }
  return (coordinate) => tags.get(coordinate) ?? NONE
}

/** Core schema specification: the link, or its import of `@tag`, may give the directive another name. */
function nameOfTag(supergraph: DocumentNode): string {
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue
    for (const link of definition.directives ?? []) {
      if (!textIn(link, 'url')?.startsWith('https://specs.apollo.dev/tag/')) continue
      return importedName(link)?.replace(/^@/, '') ?? textIn(link, 'as') ?? 'tag'
    }
  }
  return 'tag'
}

function importedName(link: ConstDirectiveNode): string | undefined {
  const imports = link.arguments?.find(({ name }) => name.value === 'import')?.value
  const values: unknown = imports === undefined ? [] : valueFromASTUntyped(imports)
  const tag = (Array.isArray(values) ? values : []).find((each) => each?.name === '@tag')
  return typeof tag?.as === 'string' ? tag.as : undefined
}

function tagIn(directive: ConstDirectiveNode): readonly string[] {
  const name = textIn(directive, 'name')
  return name === undefined ? [] : [name]
}

function textIn(directive: ConstDirectiveNode, argument: string): string | undefined {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value
  return value?.kind === Kind.STRING ? value.value : undefined
}
