import { z } from 'zod'
import { definePredicate } from './define-predicate.ts'

const BEHIND_WALL = 'the person works or worked for a client behind an ethical wall from this one'
const NO_PROJECT = 'there is no project to be assigned to'
const NO_WALL = 'no ethical wall stands between the clients of the person and this one'
const day = z.iso.date()

/**
 * Nobody who works or worked for one of two walled-off clients is put on a project of the other while the wall stands. It
 * judges the person to be assigned, not the caller.
 */
export const ethicalWall = definePredicate({
  name: 'ethical_wall',
  decidedAt: 'subgraph',
  facts: {
    /** Client of the project; null when there is no such project, and then nothing to assign. */
    clientId: z.string().min(1).nullable(),
    /** Business day on which it is decided. */
    today: day,
    /** Clients that the person has or had bookings with. */
    workedFor: z.array(z.string().min(1)),
    /** Walls of the client; both days belong to the interval, null is "until further notice". */
    walls: z.array(z.object({ between: z.tuple([z.string(), z.string()]), from: day, until: day.nullable() })),
  },
  reasons: [BEHIND_WALL, NO_PROJECT, NO_WALL],
  discloses: [BEHIND_WALL],
  decide: ({ facts: { clientId, today, workedFor, walls } }) => {
    if (clientId === null) return { allowed: true, reason: NO_PROJECT }
    // ISO 8601 days are ordered like their texts.
    const standing = walls.filter(({ from, until }) => from <= today && (until === null || today <= until))
    const beyond = standing.flatMap(({ between: [one, other] }) => (one === clientId ? [other] : other === clientId ? [one] : []))
    if (workedFor.some((id) => beyond.includes(id))) return { allowed: false, reason: BEHIND_WALL }
    return { allowed: true, reason: NO_WALL }
  },
})
