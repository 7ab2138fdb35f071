import {
  type ASTNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql'

type FieldedType = ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InterfaceTypeDefinitionNode | InterfaceTypeExtensionNode

/** One output field where it is declared. */
export interface FieldElement {
  /** `Type.field`. */
  readonly coordinate: string
  readonly type: FieldedType
  readonly field: FieldDefinitionNode
}

const ROOT_TYPES: readonly string[] = ['Query', 'Mutation', 'Subscription']

/** Object and interface types of a file, extensions included. */
export function fieldedTypes(document: DocumentNode): readonly FieldedType[] {
  return document.definitions.filter(
    (node): node is FieldedType =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION ||
      node.kind === Kind.OBJECT_TYPE_EXTENSION ||
      node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
      node.kind === Kind.INTERFACE_TYPE_EXTENSION,
  )
}

/** Output fields of a file. A field that is `@external` belongs to another subgraph and is left out. */
export function outputFields(document: DocumentNode): readonly FieldElement[] {
  return fieldedTypes(document).flatMap((type) =>
    (type.fields ?? [])
      .filter((field) => directivesOf(field, 'external').length === 0)
      .map((field) => ({ coordinate: `${type.name.value}.${field.name.value}`, type, field })),
  )
}

export function isRootType(type: { readonly name: { readonly value: string } }): boolean {
  return ROOT_TYPES.includes(type.name.value)
}

interface Directed {
  readonly directives?: readonly ConstDirectiveNode[] | undefined
}

export function directivesOf(node: Directed, name: string): readonly ConstDirectiveNode[] {
  return (node.directives ?? []).filter((directive) => directive.name.value === name)
}

/** Value of a directive's argument as written; undefined when it is left out. */
export function argumentOf(directive: ConstDirectiveNode, name: string): unknown {
  const argument = directive.arguments?.find((each) => each.name.value === name)
  return argument === undefined ? undefined : valueFromASTUntyped(argument.value)
}

/** A requirement as written, `[[all of these], or [all of those]]`; what is not a list of lists counts as empty. */
export function requirementOf(directive: ConstDirectiveNode): readonly (readonly string[])[] {
  const value = argumentOf(directive, directive.name.value === 'policy' ? 'policies' : 'scopes')
  return Array.isArray(value) ? value.map((all) => (Array.isArray(all) ? all.map(String) : [])) : []
}

/** Level of the `@classified` that counts for a field: its own, else that of its type, else `internal`. */
export function classificationOf({ type, field }: FieldElement): string {
  const [directive] = [...directivesOf(field, 'classified'), ...directivesOf(type, 'classified')]
  return directive === undefined ? 'internal' : String(argumentOf(directive, 'level'))
}

/** Every use of a directive in a file, with the coordinate of the type or field that carries it. */
export function usesOf(
  document: DocumentNode,
  name: string,
): readonly { readonly coordinate: string; readonly directive: ConstDirectiveNode }[] {
  return document.definitions.flatMap((definition) => {
    if (!('name' in definition) || definition.name === undefined || !('directives' in definition)) return []
    const coordinate = definition.name.value
    const fields = 'fields' in definition ? (definition.fields ?? []) : []
    return [
      ...directivesOf(definition as Directed, name).map((directive) => ({ coordinate, directive })),
      ...fields.flatMap((field) =>
        directivesOf(field, name).map((directive) => ({ coordinate: `${coordinate}.${field.name.value}`, directive })),
      ),
    ]
  })
}

/** Name of the type inside lists and non-null marks. */
export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type)
}

/** True for a type with a description that says something. */
export function isDescribed(node: ASTNode): boolean {
  return 'description' in node && (node.description?.value.trim() ?? '') !== ''
}
