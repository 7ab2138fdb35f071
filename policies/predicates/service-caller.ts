import { definePredicate } from './define-predicate.ts'

/**
 * The caller is a service of the firm, not a person. For writes that only record what a governed workflow has established,
 * such as who approved a contract: a person who could call them could write down decisions that nobody took.
 */
export const serviceCaller = definePredicate({
  name: 'service_caller',
  decidedAt: 'gateway',
  facts: {},
  decide: ({ principal }) =>
    principal.kind === 'SERVICE'
      ? { allowed: true, reason: 'called by a service' }
      : { allowed: false, reason: 'only a workflow may record this' },
})
