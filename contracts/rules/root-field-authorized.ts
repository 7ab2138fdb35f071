import { directivesOf, isRootType, outputFields } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/** Every way into the graph says who may take it; there is no public root field. */
export const rootFieldAuthorized: Rule = {
  id: 'root-field-authorized',
  severity: 'error',
  help: 'Put @requiresScopes on the field, or @authenticated when every signed-in caller may use it.',
  check: ({ files }) =>
    files.flatMap(({ document }) =>
      outputFields(document)
        .filter(({ type }) => isRootType(type))
        .filter(({ field }) => directivesOf(field, 'requiresScopes').length + directivesOf(field, 'authenticated').length === 0)
        .map(({ coordinate, field }) => ({ coordinate, message: `anybody may call ${coordinate}`, at: field })),
    ),
}
