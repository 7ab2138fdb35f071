import { z } from 'zod'
import { definePredicate } from './define-predicate.ts'

const REQUESTED = 'the actor requested it'
const SUBMITTED = 'the actor submitted it'
const DECIDED = 'the actor decided on an earlier level'
const UNKNOWN = 'nobody is on record as the requester'
const NO_PART = 'the actor had no earlier part in it'

/**
 * Whoever asked for something, submitted it or decided on an earlier level of it does not decide on it. People are compared
 * by subject and by worker id, because a record may know the same person under either. The caller is told which part it had:
 * it is the caller's own, and says who else has to decide.
 */
export const segregationOfDuties = definePredicate({
  name: 'segregation_of_duties',
  decidedAt: 'subgraph',
  facts: {
    requestedBy: z.string().min(1).nullable(),
    submittedBy: z.string().min(1).nullable(),
    previousDeciders: z.array(z.string().min(1)),
  },
  reasons: [REQUESTED, SUBMITTED, DECIDED, UNKNOWN, NO_PART],
  discloses: [REQUESTED, SUBMITTED, DECIDED],
  decide: ({ principal, facts }) => {
    const { requestedBy, submittedBy, previousDeciders } = facts
    if (requestedBy === null && submittedBy === null) return { allowed: false, reason: UNKNOWN }
    const isActor = (id: string | null) => id !== null && (id === principal.subject || id === principal.workerId)
    if (isActor(requestedBy)) return { allowed: false, reason: REQUESTED }
    if (isActor(submittedBy)) return { allowed: false, reason: SUBMITTED }
    if (previousDeciders.some(isActor)) return { allowed: false, reason: DECIDED }
    return { allowed: true, reason: NO_PART }
  },
})
