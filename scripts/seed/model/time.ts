import type { PlannedPhase } from '../../../subgraphs/delivery/rules/project-plan.ts'
import { type Hundredths, sum } from '../amounts.ts'
import { type Day, dateOf, instantOf, mondayOf, TODAY } from '../calendar.ts'
import { apportionWithin } from '../distribute.ts'
import type { SeedCounts } from '../sizes.ts'
import { idOf } from './ids.ts'
import type { AssignmentFacts } from './team.ts'

export interface TimecardFacts {
  readonly id: string
  readonly assignment: AssignmentFacts
  readonly monday: Day
  readonly status: 'DRAFT' | 'SUBMITTED' | 'APPROVED' | 'REJECTED'
  readonly entries: readonly {
    readonly date: string
    readonly hours: Hundredths
    readonly billable: boolean
    readonly phase: number | null
  }[]
  readonly hours: Hundredths
  readonly billableHours: Hundredths
  readonly submittedAt: string | null
  readonly decidedAt: string | null
}

/** Monday of the last week that is over today. */
const LAST_WEEK: Day = mondayOf(TODAY) - 7

/** How many weeks of time each assignment has: the whole number of the size, shared out by the weeks that were worked. */
export function weeksOf(counts: SeedCounts, assignments: readonly AssignmentFacts[]): readonly number[] {
  const worked = assignments.map((assignment) => workedMondays(assignment).length)
  // Projects use up what was planned for them; when the size wants more weeks than that, all of them overrun alike.
  for (let overrun = 1; ; overrun += 0.2) {
    const capacities = worked.map((weeks, index) => Math.min(weeks, plannedWeeks(assignments[index] as AssignmentFacts, overrun)))
    const isEnough = sum(capacities) >= counts.timecards || capacities.every((weeks, index) => weeks === worked[index])
    if (isEnough) return apportionWithin(counts.timecards, capacities)
  }
}

/** Weeks of one seat in the plan of its project up to today. */
function plannedWeeks({ project, allocation, teamSize }: AssignmentFacts, overrun: number): number {
  const { start, end, hours } = project.sale
  const elapsed = Math.min(1, Math.max(0, (TODAY - start) / Math.max(1, end - start)))
  return Math.max(1, Math.round((hours * elapsed * overrun) / (teamSize * 40 * (allocation / 100))))
}

/** Full weeks of the booking that are over. */
function workedMondays({ project, start, end }: AssignmentFacts): readonly Day[] {
  if (!HAS_TIME.has(project.status)) return []
  const first = mondayOf(start + 6)
  const last = Math.min(LAST_WEEK, mondayOf(end - 4), project.status === 'ON_HOLD' ? LAST_WEEK - 28 : LAST_WEEK)
  return Array.from({ length: Math.max(0, (last - first) / 7 + 1) }, (_, week) => first + week * 7)
}

const HAS_TIME: ReadonlySet<string> = new Set(['IN_PROGRESS', 'ON_HOLD', 'COMPLETED', 'CLOSED'])

/** The weeks of one booking, the latest ones. `firstIndex` numbers the first card. */
export function createTimecards(
  assignment: AssignmentFacts,
  weeks: number,
  firstIndex: number,
  phases: readonly PlannedPhase[],
): readonly TimecardFacts[] {
  if (weeks === 0) return []
  return workedMondays(assignment)
    .slice(-weeks)
    .map((monday, position) => createTimecard(assignment, monday, firstIndex + position, phases))
}

/** Eight hours at full time, a quarter of an hour to an hour more or less: nine cases a day, drawn for the whole week at once. */
const QUARTERS = 9

function createTimecard(assignment: AssignmentFacts, monday: Day, index: number, phases: readonly PlannedPhase[]): TimecardFacts {
  const { draws, allocation, billable } = assignment
  const field = `week ${monday}`
  const status = statusOf(monday, draws.unit(`${field} status`))
  let variation = draws.int(`${field} hours`, 0, QUARTERS ** 5 - 1)
  const isInternal = draws.chance(`${field} internal`, 0.12)
  const entries = [0, 1, 2, 3, 4].map((offset) => {
    const date = dateOf(monday + offset)
    const quarters = (variation % QUARTERS) - Math.floor(QUARTERS / 2)
    variation = Math.floor(variation / QUARTERS)
    const hours = Math.max(100, Math.round((allocation * 8) / 25) * 25 + quarters * 25)
    const phase = phases.find(({ plannedStart, plannedEnd }) => plannedStart <= date && date <= plannedEnd)
    return { date, hours, billable: billable && !(offset === 4 && isInternal), phase: phase?.order ?? null }
  })
  const isLate = draws.chance(`${field} late`, 0.07)
  const submittedOn = monday + (isLate ? 8 + draws.int(`${field} days late`, 0, 3) : 4)
  const decidedOn = Math.min(TODAY - 1, submittedOn + draws.int(`${field} decision`, 1, 4))
  return {
    id: idOf('Timecard', index),
    assignment,
    monday,
    status,
    entries,
    hours: sum(entries.map(({ hours }) => hours)),
    billableHours: sum(entries.filter((entry) => entry.billable).map(({ hours }) => hours)),
    submittedAt: status === 'DRAFT' ? null : instantOf(Math.min(submittedOn, TODAY - 1), 15.5),
    decidedAt: status === 'APPROVED' || status === 'REJECTED' ? instantOf(decidedOn, 17) : null,
  }
}

function statusOf(monday: Day, chance: number): TimecardFacts['status'] {
  if (monday === LAST_WEEK) {
    if (chance < 0.1) return 'DRAFT'
    return chance < 0.7 ? 'SUBMITTED' : 'APPROVED'
  }
  if (chance < 0.006) return 'REJECTED'
  return monday === LAST_WEEK - 7 && chance < 0.15 ? 'SUBMITTED' : 'APPROVED'
}
