import { Kind } from 'graphql'
import { directivesOf, outputFields } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/** A refused field is null. Where null is not allowed, the refusal takes the whole record with it. */
export const guardedFieldNullable: Rule = {
  id: 'guarded-field-nullable',
  severity: 'error',
  help: 'Make the field nullable and say in its description that it is null without the right.',
  check: ({ files }) =>
    files.flatMap(({ document }) =>
      outputFields(document)
        .filter(({ field }) => field.type.kind === Kind.NON_NULL_TYPE)
        .filter(({ field }) => directivesOf(field, 'requiresScopes').length + directivesOf(field, 'policy').length > 0)
        .map(({ coordinate, field }) => ({ coordinate, message: `${coordinate} can be refused but not null`, at: field })),
    ),
}
