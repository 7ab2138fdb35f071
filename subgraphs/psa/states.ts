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
