import { type Day, TODAY } from '../calendar.ts'
import { groupBy } from '../distribute.ts'
import { type Draws, drawsOf } from '../random.ts'
import type { SeedCounts } from '../sizes.ts'
import type { Role } from './firm.ts'
import type { ProjectFacts } from './projects.ts'
import type { AssignmentFacts } from './team.ts'
import type { WorkerFacts } from './workers.ts'

/** A demand for one person, with who was booked for it or could be. */
export interface StaffingFacts {
  /** Position, from 1. */
  readonly index: number
  readonly project: ProjectFacts
  readonly status: 'SUBMITTED' | 'PROPOSED' | 'APPROVED' | 'FULFILLED' | 'CANCELLED'
  /** Booking that was made from it; null while it is open. */
  readonly booking: AssignmentFacts | null
  /** Who is booked, or proposed; for a request without candidates, whoever has the skill that it asks for. */
  readonly worker: WorkerFacts
  readonly role: Role
  readonly start: Day
  readonly end: Day
  /** Share of full time, hundredths. */
  readonly allocation: number
  readonly isMandatory: boolean
  readonly draws: Draws
}

/** Requests that still look for somebody. */
const OPEN_SHARE = 0.1

/**
 * What the projects asked for. Everybody who is booked firmly could have been asked for; the first seat of each project always
 * was. What is open holds up the kickoff of planned projects, and adds people to running ones.
 */
export function createStaffing(
  counts: SeedCounts,
  projects: readonly ProjectFacts[],
  assignments: readonly AssignmentFacts[],
  workers: readonly WorkerFacts[],
): readonly StaffingFacts[] {
  const firm = assignments.filter(({ status }) => status !== 'TENTATIVE')
  const openCount = Math.round(counts.staffingRequests * OPEN_SHARE)
  const booked = chooseSeats(firm, counts.staffingRequests - openCount)
  const waiting = [
    ...projects.filter(({ status }) => status === 'PLANNED'),
    ...projects.filter(({ status }) => status === 'IN_PROGRESS'),
  ]
  const free = workers.filter(({ isBillable, status }) => isBillable && status === 'ACTIVE')
  return [
    ...booked.map(filledRequest),
    ...Array.from({ length: openCount }, (_, turn) => {
      const project = waiting[turn % waiting.length] as ProjectFacts // some project is planned or running in every size
      return openRequest(booked.length + turn + 1, project, free)
    }),
  ]
}

/** The first seat of each project, then others as the seed shuffles them; in the order of their numbers. */
function chooseSeats(firm: readonly AssignmentFacts[], count: number): readonly AssignmentFacts[] {
  const firstIds = new Set([...groupBy(firm, ({ project }) => project.id).values()].map(([first]) => first?.id))
  const ranked = firm
    .map((assignment) => ({ assignment, key: firstIds.has(assignment.id) ? -1 : assignment.draws.unit('asked for') }))
    .sort((a, b) => a.key - b.key || a.assignment.index - b.assignment.index)
  return ranked
    .slice(0, count)
    .map(({ assignment }) => assignment)
    .sort((a, b) => a.index - b.index)
}

function filledRequest(booking: AssignmentFacts, position: number): StaffingFacts {
  const { project, worker, role, start, end, allocation, draws } = booking
  return {
    index: position + 1,
    project,
    status: booking.status === 'RELEASED' ? 'CANCELLED' : 'FULFILLED',
    booking,
    worker,
    role,
    start,
    end,
    allocation,
    isMandatory: draws.chance('mandatory', 0.6),
    draws,
  }
}

/** A booking beyond a whole person waits for an approval; any other candidate has it already. */
const OVER_ALLOCATION = 120

function openRequest(index: number, project: ProjectFacts, free: readonly WorkerFacts[]): StaffingFacts {
  const draws = drawsOf('staffing request', index)
  const status = draws.pick('status', ['SUBMITTED', 'PROPOSED', 'APPROVED'] as const)
  const worker = draws.pick('worker', free)
  const start = Math.max(project.sale.start, TODAY + draws.int('start', 14, 60))
  return {
    index,
    project,
    status,
    booking: null,
    worker,
    role: worker.role,
    start,
    end: Math.max(start + 28, project.sale.end),
    allocation: status === 'PROPOSED' ? OVER_ALLOCATION : draws.pick('allocation', [50, 80, 100]),
    isMandatory: project.status === 'PLANNED',
    draws,
  }
}
