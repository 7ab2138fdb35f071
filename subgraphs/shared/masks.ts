import { type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, Kind, valueFromASTUntyped } from 'graphql'
import type { IMiddlewareFunction } from 'graphql-middleware'
import { applyMask, findMaskFaults, isScopeRequirementMet, type Mask, type MaskUse, maskNamed } from '../../policies/index.ts'
import type { SubgraphContext } from './context.ts'
import { isFieldedType, namedTypeOf } from './sdl-index.ts'

type MaskTree = Record<string, Record<string, IMiddlewareFunction<unknown, SubgraphContext>>>

/**
 * Hides what `@masked` fields resolve to, where the value is: whoever does not hold the scopes in `unless` gets the masked value,
 * and the true one does not leave the process (ADR 0019). It runs inside the shield, which has denied before.
 *
 * @throws TypeError when a mask cannot hide its field as it is written.
 */
export function createMasks(typeDefs: DocumentNode): MaskTree {
  const tree: MaskTree = {}
  for (const type of typeDefs.definitions.filter(isFieldedType)) {
    for (const field of type.fields ?? []) {
      const directive = field.directives?.find(({ name }) => name.value === 'masked')
      if (directive === undefined) continue
      const onInterface = type.kind === Kind.INTERFACE_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_EXTENSION
      const use = readMaskUse(directive, field, onInterface)
      const mask = assertMaskable(`${type.name.value}.${field.name.value}`, use)
      tree[type.name.value] = { ...tree[type.name.value], [field.name.value]: toMiddleware(mask, use) }
    }
  }
  return tree
}

function assertMaskable(coordinate: string, use: MaskUse): Mask {
  const mask = maskNamed(use.as)
  const [fault] = findMaskFaults(use, mask)
  if (fault !== undefined || mask === undefined) throw new TypeError(`${coordinate}: ${fault}`)
  return mask
}

function toMiddleware(mask: Mask, { unless, typeName }: MaskUse): IMiddlewareFunction<unknown, SubgraphContext> {
  return async (resolve, parent, args, context: SubgraphContext, info) => {
    const value: unknown = await resolve(parent, args, context, info)
    const seesAll = isScopeRequirementMet(new Set(context.call.principal.scopes), unless)
    return seesAll ? value : applyMask(mask, typeName, value)
  }
}

function readMaskUse(directive: ConstDirectiveNode, field: FieldDefinitionNode, onInterface: boolean): MaskUse {
  const argument = (name: string): unknown => {
    const value = directive.arguments?.find((each) => each.name.value === name)?.value
    return value === undefined ? undefined : valueFromASTUntyped(value)
  }
  const unless = argument('unless')
  return {
    as: String(argument('as')),
    unless: Array.isArray(unless) ? unless.map((scopes) => [scopes].flat().map(String)) : [],
    typeName: namedTypeOf(field.type),
    onInterface,
  }
}
