import { isKnownScope } from '../../policies/index.ts'
import { requirementOf, usesOf } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/** A scope outside the registry can never be granted, so a typing error would lock a field for everybody. */
export const scopeKnown: Rule = {
  id: 'scope-known',
  severity: 'error',
  help: 'Use a scope of policies/scopes.ts, or add it there with what it opens.',
  check: ({ files }) =>
    files.flatMap(({ document }) =>
      usesOf(document, 'requiresScopes').flatMap(({ coordinate, directive }) =>
        [...new Set(requirementOf(directive).flat())]
          .filter((scope) => !isKnownScope(scope))
          .map((scope) => ({ coordinate, message: `${coordinate} requires the unknown scope "${scope}"`, at: directive })),
      ),
    ),
}
