import { readFileSync } from 'node:fs'
import {
  type ConstDirectiveNode,
  type InputValueDefinitionNode,
  Kind,
  type NamedTypeNode,
  parse,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql'

/** One thing that the text of a schema asks of a caller; all that stand at one coordinate must hold. */
export type DeclaredRule =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'requiresScopes' | 'policy'; readonly anyOf: readonly (readonly string[])[] }

export interface DeclaredField {
  readonly name: string
  readonly type: TypeNode
  readonly args: readonly InputValueDefinitionNode[]
  readonly rules: readonly DeclaredRule[]
}

export interface DeclaredType {
  readonly name: string
  readonly isInterface: boolean
  readonly interfaces: readonly string[]
  readonly rules: readonly DeclaredRule[]
  readonly fields: ReadonlyMap<string, DeclaredField>
}

/** What people wrote in the SDL of the subgraphs, merged by name. It shares no code with composition, gateway or contract tool. */
export interface DeclaredGraph {
  readonly types: ReadonlyMap<string, DeclaredType>
  readonly enums: ReadonlyMap<string, readonly string[]>
  readonly inputs: ReadonlyMap<string, readonly InputValueDefinitionNode[]>
}

const SOURCES = ['crm', 'delivery', 'erp', 'hr', 'procurement', 'psa', 'shared/schema']

/** Reads the SDL in the working tree. A rule that any subgraph declares counts; a field that any of them hides is no field. */
export function readDeclaredGraph(): DeclaredGraph {
  const types = new Map<string, DeclaredType>()
  const enums = new Map<string, readonly string[]>()
  const inputs = new Map<string, readonly InputValueDefinitionNode[]>()
  const hidden = new Set<string>()
  for (const source of SOURCES) {
    const file = source === 'shared/schema' ? 'subgraphs/shared/schema/shared.graphql' : `subgraphs/${source}/schema.graphql`
    for (const node of parse(readFileSync(file, 'utf8')).definitions) {
      if (node.kind === Kind.ENUM_TYPE_DEFINITION)
        enums.set(
          node.name.value,
          (node.values ?? []).map(({ name }) => name.value),
        )
      if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) inputs.set(node.name.value, node.fields ?? [])
      if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue
      const name = node.name.value
      if (isHidden(node.directives)) hidden.add(name)
      const known = types.get(name)
      const fields = new Map(known?.fields)
      for (const field of node.fields ?? []) {
        if (isHidden(field.directives)) hidden.add(`${name}.${field.name.value}`)
        const before = fields.get(field.name.value)
        fields.set(field.name.value, {
          name: field.name.value,
          type: before?.type ?? field.type,
          args: before?.args ?? field.arguments ?? [],
          rules: [...(before?.rules ?? []), ...rulesOf(field.directives)],
        })
      }
      types.set(name, {
        name,
        isInterface: node.kind === Kind.INTERFACE_TYPE_DEFINITION,
        interfaces: [...new Set([...(known?.interfaces ?? []), ...(node.interfaces ?? []).map((each) => each.name.value)])],
        rules: [...(known?.rules ?? []), ...rulesOf(node.directives)],
        fields,
      })
    }
  }
  const visible = [...types.values()].filter(({ name }) => !hidden.has(name))
  return {
    enums,
    inputs,
    types: new Map(
      visible.map((type) => [
        type.name,
        { ...type, fields: new Map([...type.fields].filter(([field]) => !hidden.has(`${type.name}.${field}`))) },
      ]),
    ),
  }
}

function rulesOf(directives: readonly ConstDirectiveNode[] = []): readonly DeclaredRule[] {
  return directives.flatMap((directive): readonly DeclaredRule[] => {
    const kind = directive.name.value
    if (kind === 'authenticated') return [{ kind }]
    if (kind !== 'requiresScopes' && kind !== 'policy') return []
    const value = directive.arguments?.[0]?.value
    // Both directives take a list of lists of names, and the lint refuses every other notation.
    return [{ kind, anyOf: value === undefined ? [] : (valueFromASTUntyped(value) as readonly (readonly string[])[]) }]
  })
}

const isHidden = (directives: readonly ConstDirectiveNode[] = []) => directives.some(({ name }) => name.value === 'inaccessible')

/** The named type inside of lists and non-nulls, and how many lists are around it. */
export function unwrap(type: TypeNode): { readonly name: string; readonly lists: number } {
  let lists = 0
  let inner: TypeNode = type
  while (inner.kind !== Kind.NAMED_TYPE) {
    if (inner.kind === Kind.LIST_TYPE) lists += 1
    inner = inner.type
  }
  const named: NamedTypeNode = inner
  return { name: named.name.value, lists }
}

/** The types that may stand behind a type: itself, or those that implement the interface. */
export function typesBehind({ types }: DeclaredGraph, type: DeclaredType): readonly DeclaredType[] {
  return type.isInterface ? [...types.values()].filter(({ interfaces }) => interfaces.includes(type.name)) : [type]
}
