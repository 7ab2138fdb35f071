import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql'
import type { MaskUse } from '../../policies/index.ts'
import { type AuthDirectives, findAuthDirectives, findMaskDirectives } from './auth-directives.ts'
import { findImpliedInterfaces } from './implied-interfaces.ts'
import type { Alternatives, Requirement } from './requirement.ts'

/** The auth rules of one supergraph, by coordinate: `Type` or `Type.field`. */
export interface Rules {
  /** True as soon as the supergraph knows an auth directive, applied or not, or masks a field: then enforcement must be installed. */
  readonly areDeclared: boolean
  /** What `@masked` asks, by `Type.field`. */
  readonly masks: ReadonlyMap<string, MaskUse>
  readonly byCoordinate: ReadonlyMap<string, readonly Requirement[]>
  /** Interfaces whose own rule only repeats the rules of their implementers, as composition writes it. */
  readonly impliedInterfaces: ReadonlySet<string>
}

/** Compiles the full supergraph SDL, the one that still has its auth directives. Pure; faults are found by check-rules.ts. */
export function compileRules(supergraph: DocumentNode): Rules {
  const names = findAuthDirectives(supergraph)
  const maskNames = findMaskDirectives(supergraph)
  const masks = new Map<string, MaskUse>()
  const byCoordinate = new Map<string, readonly Requirement[]>()
  const implementers = new Map<string, string[]>()
  for (const type of supergraph.definitions.filter(isType)) {
    const typeName = type.name.value
    add(byCoordinate, typeName, requirementsOf(type.directives, names))
    for (const field of fieldsOf(type)) {
      const coordinate = `${typeName}.${field.name.value}`
      add(byCoordinate, coordinate, requirementsOf(field.directives, names))
      const mask = field.directives?.find(({ name }) => maskNames.has(name.value))
      if (mask !== undefined) masks.set(coordinate, maskUseOf(mask, field, isInterface(type)))
    }
    for (const parent of interfacesOf(type)) implementers.set(parent, [...(implementers.get(parent) ?? []), typeName])
  }
  const impliedInterfaces = findImpliedInterfaces(implementers, byCoordinate)
  return { areDeclared: names.size > 0 || masks.size > 0, masks, byCoordinate, impliedInterfaces }
}

function maskUseOf(directive: ConstDirectiveNode, field: FieldDefinitionNode, onInterface: boolean): MaskUse {
  const argumentOf = (argument: string): unknown => {
    const value = directive.arguments?.find(({ name }) => name.value === argument)?.value
    return value === undefined ? undefined : valueFromASTUntyped(value)
  }
  const unless = argumentOf('unless')
  return {
    as: String(argumentOf('as')),
    unless: unless === undefined ? [] : toAlternatives(unless),
    typeName: namedTypeOf(field.type),
    onInterface,
  }
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type)
}

const isInterface = ({ kind }: DefinitionNode): boolean =>
  kind === Kind.INTERFACE_TYPE_DEFINITION || kind === Kind.INTERFACE_TYPE_EXTENSION

function requirementsOf(directives: readonly ConstDirectiveNode[] | undefined, names: AuthDirectives): readonly Requirement[] {
  return (directives ?? []).flatMap((directive): readonly Requirement[] => {
    const kind = names.get(directive.name.value)
    if (kind === undefined) return []
    if (kind === 'authenticated') return [{ kind }]
    const value = directive.arguments?.find(({ name }) => name.value === kind)?.value
    return [{ kind, anyOf: value === undefined ? [] : toAlternatives(valueFromASTUntyped(value)) }]
  })
}

/** GraphQL coerces a single item to a list of it: `"a"` is `[["a"]]` and `["a", "b"]` is `[["a"], ["b"]]`. */
function toAlternatives(value: unknown): Alternatives {
  const outer = Array.isArray(value) ? value : [value]
  return outer.map((inner) => (Array.isArray(inner) ? inner : [inner]).map(String))
}

function add(rules: Map<string, readonly Requirement[]>, coordinate: string, requirements: readonly Requirement[]): void {
  if (requirements.length > 0) rules.set(coordinate, [...(rules.get(coordinate) ?? []), ...requirements])
}

const isType = (node: DefinitionNode): node is TypeDefinitionNode | TypeExtensionNode =>
  isTypeDefinitionNode(node) || isTypeExtensionNode(node)

function fieldsOf(type: TypeDefinitionNode | TypeExtensionNode): readonly FieldDefinitionNode[] {
  const isComposite = 'interfaces' in type
  return isComposite ? (type.fields ?? []) : []
}

function interfacesOf(type: TypeDefinitionNode | TypeExtensionNode): readonly string[] {
  return 'interfaces' in type ? (type.interfaces ?? []).map(({ name }) => name.value) : []
}
