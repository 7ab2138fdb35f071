import { definePredicate } from './define-predicate.ts'

const SERVICE = 'called by a service'
const PERSON = 'only a workflow may record this'

/**
 * The caller is a service of the firm, not a person. For writes that only record what a governed workflow has established,
 * such as who approved a contract: a person who could call them could write down decisions that nobody took.
 */
export const serviceCaller = definePredicate({
  name: 'service_caller',
  decidedAt: 'gateway',
  facts: {},
  reasons: [SERVICE, PERSON],
  decide: ({ principal }) =>
    principal.kind === 'SERVICE' ? { allowed: true, reason: SERVICE } : { allowed: false, reason: PERSON },
})
