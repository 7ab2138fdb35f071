import { type ConstDirectiveNode, Kind } from 'graphql'
import { findMaskFaults, maskNamed } from '../../policies/index.ts'
import { argumentOf, directivesOf, type FieldElement, namedType, outputFields } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

const RULES_OF_A_FIELD = ['authenticated', 'requiresScopes', 'policy'] as const

/** A mask that does not exist, that cannot hide the type, or that hides from nobody, is a value in the open. */
export const maskApplicable: Rule = {
  id: 'mask-applicable',
  severity: 'error',
  help: 'Name a mask of policies/masks that can hide the type, and in `unless` the scopes that see the value; the field needs a rule of its own.',
  check: ({ files }) =>
    files.flatMap(({ document }) =>
      outputFields(document).flatMap((element) =>
        directivesOf(element.field, 'masked').flatMap((directive) =>
          faultsOf(element, directive).map((fault) => ({
            coordinate: element.coordinate,
            message: `${element.coordinate}: ${fault}`,
            at: directive,
          })),
        ),
      ),
    ),
}

function faultsOf({ type, field }: FieldElement, directive: ConstDirectiveNode): readonly string[] {
  const as = String(argumentOf(directive, 'as'))
  const unless = argumentOf(directive, 'unless')
  const use = {
    as,
    unless: Array.isArray(unless) ? unless.map((scopes) => [scopes].flat().map(String)) : [],
    typeName: namedType(field.type),
    onInterface: type.kind === Kind.INTERFACE_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_EXTENSION,
  }
  const hasRule = [type, field].some((node) => RULES_OF_A_FIELD.some((name) => directivesOf(node, name).length > 0))
  return [
    ...findMaskFaults(use, maskNamed(as)),
    ...(hasRule ? [] : ['a mask on a field without a rule shows part of it to everybody']),
  ]
}
