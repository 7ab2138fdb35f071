import { z } from 'zod'
import { definePredicate } from './define-predicate.ts'

/** Subjects and worker ids: a record may know the same person under either. */
const People = z.array(z.string().min(1))

/** What each part is called when it is what keeps the actor from deciding; the first that applies is named. */
const PARTS = [
  ['requestedBy', 'the actor requested it'],
  ['submittedBy', 'the actor submitted it'],
  ['acceptedBy', 'the actor accepted the sale that it is about'],
  ['previousDeciders', 'the actor decided on another question of it'],
] as const

const UNKNOWN = 'nobody is on record as the requester'
const NO_PART = 'the actor had no earlier part in it'
const OWN_PART = PARTS.map(([, reason]) => reason)

/**
 * Whoever asked for something, submitted it, accepted the sale that it is about or decided on another level or question of it
 * does not decide on it. The caller is told which part it had: it is the caller's own, and says who else has to decide.
 */
export const segregationOfDuties = definePredicate({
  name: 'segregation_of_duties',
  decidedAt: 'subgraph',
  facts: { requestedBy: People, submittedBy: People, acceptedBy: People, previousDeciders: People },
  reasons: [...OWN_PART, UNKNOWN, NO_PART],
  discloses: OWN_PART,
  decide: ({ principal: { subject, workerId }, facts }) => {
    const { requestedBy, submittedBy } = facts
    if (requestedBy.length + submittedBy.length === 0) return { allowed: false, reason: UNKNOWN }
    const own = PARTS.find(([part]) => facts[part].some((person) => person === subject || person === workerId))
    if (own !== undefined) return { allowed: false, reason: own[1] }
    return { allowed: true, reason: NO_PART }
  },
})
