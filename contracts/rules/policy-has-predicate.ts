import { predicateNamed } from '../../policies/index.ts'
import { requirementOf, usesOf } from '../schema-elements.ts'
import type { Rule } from './rule.ts'

/** A policy that nothing decides denies everybody. */
export const policyHasPredicate: Rule = {
  id: 'policy-has-predicate',
  severity: 'error',
  help: 'Name a predicate of policies/predicates, or define one there and list it in policies/index.ts.',
  check: ({ files }) =>
    files.flatMap(({ document }) =>
      usesOf(document, 'policy').flatMap(({ coordinate, directive }) =>
        [...new Set(requirementOf(directive).flat())]
          .filter((name) => predicateNamed(name) === undefined)
          .map((name) => ({ coordinate, message: `no predicate decides the policy "${name}" of ${coordinate}`, at: directive })),
      ),
    ),
}
