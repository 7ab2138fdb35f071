import { classificationOf, directivesOf, type FieldElement, outputFields } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

const GUARDED: readonly string[] = ['confidential', 'restricted']

/**
 * Sensitive output needs scopes on the field or on its type. A policy alone does not count: a predicate such as `mfa` says
 * how somebody signed in, not what they may see.
 */
export const classifiedFieldHasScopes: Rule = {
  id: 'classified-field-has-scopes',
  severity: 'error',
  help: 'Put @requiresScopes on the field or on its type, or lower the classification.',
  check: ({ files }) =>
    files.flatMap(({ document }) =>
      outputFields(document)
        .filter((element) => GUARDED.includes(classificationOf(element)) && !hasScopes(element))
        .map((element) => ({
          coordinate: element.coordinate,
          message: `${element.coordinate} is ${classificationOf(element)} and anybody may read it`,
          at: element.field,
        })),
    ),
}

function hasScopes({ type, field }: FieldElement): boolean {
  return directivesOf(field, 'requiresScopes').length + directivesOf(type, 'requiresScopes').length > 0
}
