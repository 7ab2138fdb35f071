import type { WriteError } from '../shared/port.ts'

/**
 * Life cycles of PSA records as data: from each state, the states that may follow. The adapters decide by these tables, and
 * seeded records are checked against them.
 */
export type Transitions<State extends string> = { readonly [From in State]: readonly State[] }

export type ProjectStatus = 'PLANNED' | 'MOBILISING' | 'IN_PROGRESS' | 'ON_HOLD' | 'COMPLETED' | 'CLOSED' | 'CANCELLED'
export type MilestoneStatus =
  | 'PLANNED'
  | 'IN_PROGRESS'
  | 'AT_RISK'
  | 'COMPLETED'
  | 'SUBMITTED'
  | 'REJECTED'
  | 'ACCEPTED'
  | 'BILLED'
  | 'CANCELLED'
export type AssignmentStatus = 'TENTATIVE' | 'CONFIRMED' | 'ACTIVE' | 'COMPLETED' | 'RELEASED'
export type StaffingRequestStatus = 'SUBMITTED' | 'PROPOSED' | 'APPROVED' | 'FULFILLED' | 'CANCELLED'
export type ProposalStatus = 'PROPOSED' | 'APPROVED' | 'REJECTED' | 'ACCEPTED' | 'WITHDRAWN'
export type TimecardStatus = 'DRAFT' | 'SUBMITTED' | 'APPROVED' | 'REJECTED' | 'BILLED'

/** Work that has ended is completed and then closed; it is never cancelled. */
export const PROJECT_TRANSITIONS: Transitions<ProjectStatus> = {
  PLANNED: ['MOBILISING', 'ON_HOLD', 'CANCELLED'],
  MOBILISING: ['IN_PROGRESS', 'ON_HOLD', 'CANCELLED'],
  IN_PROGRESS: ['ON_HOLD', 'COMPLETED', 'CANCELLED'],
  ON_HOLD: ['MOBILISING', 'IN_PROGRESS', 'CANCELLED'],
  COMPLETED: ['IN_PROGRESS', 'CLOSED'],
  CLOSED: [],
  CANCELLED: [],
}

/** Milestone governance: acceptance needs a submission, rejected work goes back to work, and money ends the discussion. */
export const MILESTONE_TRANSITIONS: Transitions<MilestoneStatus> = {
  PLANNED: ['IN_PROGRESS', 'CANCELLED'],
  IN_PROGRESS: ['AT_RISK', 'COMPLETED', 'CANCELLED'],
  AT_RISK: ['IN_PROGRESS', 'COMPLETED', 'CANCELLED'],
  COMPLETED: ['SUBMITTED', 'CANCELLED'],
  SUBMITTED: ['ACCEPTED', 'REJECTED', 'CANCELLED'],
  REJECTED: ['IN_PROGRESS', 'CANCELLED'],
  ACCEPTED: ['BILLED'],
  BILLED: [],
  CANCELLED: [],
}

export const ASSIGNMENT_TRANSITIONS: Transitions<AssignmentStatus> = {
  TENTATIVE: ['CONFIRMED', 'RELEASED'],
  CONFIRMED: ['ACTIVE', 'RELEASED'],
  ACTIVE: ['COMPLETED', 'RELEASED'],
  COMPLETED: [],
  RELEASED: [],
}

/** A request follows its proposals, also back when an approval is outdated; a booking that is released puts it back to the start. */
export const STAFFING_REQUEST_TRANSITIONS: Transitions<StaffingRequestStatus> = {
  SUBMITTED: ['PROPOSED', 'APPROVED', 'CANCELLED'],
  PROPOSED: ['SUBMITTED', 'APPROVED', 'CANCELLED'],
  APPROVED: ['PROPOSED', 'FULFILLED', 'CANCELLED'],
  FULFILLED: ['SUBMITTED', 'CANCELLED'],
  CANCELLED: [],
}

/** APPROVED is PROPOSED again once a new reason for an approval has appeared. ACCEPTED is booked. What was not chosen, or whose booking was released, is withdrawn: the next search begins anew. */
export const PROPOSAL_TRANSITIONS: Transitions<ProposalStatus> = {
  PROPOSED: ['APPROVED', 'REJECTED', 'WITHDRAWN'],
  APPROVED: ['PROPOSED', 'ACCEPTED', 'WITHDRAWN'],
  REJECTED: [],
  ACCEPTED: ['WITHDRAWN'],
  WITHDRAWN: [],
}

/** Bookings that take of a worker's capacity; a soft one takes none. */
export const FIRM_BOOKINGS: readonly AssignmentStatus[] = ['CONFIRMED', 'ACTIVE', 'COMPLETED']

export const TIMECARD_TRANSITIONS: Transitions<TimecardStatus> = {
  DRAFT: ['SUBMITTED'],
  SUBMITTED: ['APPROVED', 'REJECTED'],
  REJECTED: ['SUBMITTED'],
  APPROVED: ['BILLED'],
  BILLED: [],
}

/** States from which `to` may be reached in one step. */
export function statesBefore<State extends string>(transitions: Transitions<State>, to: State): readonly State[] {
  return (Object.keys(transitions) as State[]).filter((from) => transitions[from].includes(to)) // keys of a Transitions are its states
}

/** Null when the table allows the step, else the error that tells the caller what it could do instead. */
export function refuseTransition<State extends string>(
  transitions: Transitions<State>,
  from: State,
  to: State,
): (WriteError & { readonly code: 'INVALID_STATE' }) | null {
  const allowedStates = transitions[from]
  if (allowedStates.includes(to)) return null
  return { code: 'INVALID_STATE', message: `A record in state ${from} cannot become ${to}.`, currentState: from, allowedStates }
}
