import { requirementOf, usesOf } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/** `@requiresScopes(scopes: [])` and `[[]]` compose without an error, and some routers read them as "nothing required". */
export const requirementNotEmpty: Rule = {
  id: 'requirement-not-empty',
  severity: 'error',
  help: 'Name at least one scope or policy in every inner list, or remove the directive.',
  check: ({ files }) =>
    files.flatMap(({ document }) =>
      [...usesOf(document, 'requiresScopes'), ...usesOf(document, 'policy')]
        .filter(({ directive }) => {
          const requirement = requirementOf(directive)
          return requirement.length === 0 || requirement.some((all) => all.length === 0)
        })
        .map(({ coordinate, directive }) => ({
          coordinate,
          message: `@${directive.name.value} of ${coordinate} has an empty list`,
          at: directive,
        })),
    ),
}
