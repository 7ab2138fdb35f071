import { type InstantText, instant } from '../../../contracts/wire/values.ts'
import { addBusinessHours, businessHoursBetween } from '../../../subgraphs/delivery/rules/business-hours.ts'
import { WORKING_CALENDAR } from '../../../subgraphs/delivery/rules/region-data.ts'
import { type Day, instantOf, TODAY, workdayFrom } from '../calendar.ts'
import { drawsOf } from '../random.ts'
import type { ProjectFacts } from './projects.ts'
import { closedOn } from './sales.ts'

/** One run of the handoff. What went wrong in it, if anything, was cured before the next one. */
export interface AttemptFacts {
  readonly fault: 'incomplete' | 'rejected' | null
  /** Whether ERP did not answer at first when the project was created there. */
  readonly isRetried: boolean
  readonly startedAt: InstantText
  readonly requestedAt: InstantText
  readonly legalDecidedAt: InstantText
  readonly financeDecidedAt: InstantText
  /** Deadlines of legal and finance. */
  readonly legalDueAt: InstantText
  readonly financeDueAt: InstantText
  readonly approvedAt: InstantText
  readonly endedAt: InstantText
}

/** How a sale became a project, in business time. CRM stamps and the audit trail tell the same story. */
export interface HandoffFacts {
  readonly closedAt: InstantText
  readonly acceptedAt: InstantText
  readonly attempts: readonly AttemptFacts[]
  readonly contractApprovedAt: InstantText
  readonly projectCreatedAt: InstantText
  /** Business hours of the region. */
  readonly setupCycleHours: string
}

/** Business hours that half of the decisions take; the legal department of Latin America is slower (planted bottleneck). */
const MEDIAN_DECISION_HOURS = 6
const SLOW_LEGAL_FACTOR = 3
const LONGEST_DECISION_HOURS = 40
/** The last deals were won long enough ago for their handoffs to be over. */
const LATEST_CLOSE: Day = TODAY - 32
const INCOMPLETE_SHARE = 0.08
const REJECTED_SHARE = 0.04
const RETRY_SHARE = 0.02

export function createHandoff({ id, sale }: ProjectFacts): HandoffFacts {
  const draws = drawsOf('handoff', id)
  const opening = 9.25 - sale.entity.utcOffsetHours
  const closed = workdayFrom(Math.min(LATEST_CLOSE, closedOn(sale)))
  const acceptedAt = instant(instantOf(workdayFrom(closed + draws.int('acceptance', 1, 3)), opening + draws.unit('hour') * 4))
  const chance = draws.unit('fault')
  const fault = chance < INCOMPLETE_SHARE ? 'incomplete' : chance < INCOMPLETE_SHARE + REJECTED_SHARE ? 'rejected' : null
  const first = createAttempt(id, 1, fault, later(acceptedAt, 60 + draws.int('start', 0, 1200)), sale.account.region)
  const calendar = WORKING_CALENDAR[sale.account.region]
  const attempts =
    fault === null
      ? [first]
      : [
          first,
          createAttempt(id, 2, null, addBusinessHours(first.endedAt, draws.int('cure', 2, 12), calendar), sale.account.region),
        ]
  const { approvedAt, endedAt } = attempts.at(-1) as AttemptFacts // there is one at least
  return {
    closedAt: instant(instantOf(closed, opening + 6)),
    acceptedAt,
    attempts,
    contractApprovedAt: approvedAt,
    projectCreatedAt: endedAt,
    setupCycleHours: businessHoursBetween(acceptedAt, endedAt, calendar),
  }
}

function createAttempt(
  projectId: string,
  number: number,
  fault: AttemptFacts['fault'],
  startedAt: InstantText,
  region: ProjectFacts['sale']['account']['region'],
): AttemptFacts {
  const draws = drawsOf('attempt', `${projectId} ${number}`)
  const calendar = WORKING_CALENDAR[region]
  const decided = (kind: string, factor: number) => {
    const hours = draws.logNormal(kind, MEDIAN_DECISION_HOURS, 0.6) * factor
    return addBusinessHours(requestedAt, Math.min(LONGEST_DECISION_HOURS, hours), calendar)
  }
  const requestedAt = later(startedAt, 6)
  const legalDecidedAt = decided('legal', region === 'LATAM' ? SLOW_LEGAL_FACTOR : 1)
  const financeDecidedAt = decided('finance', 1)
  const approvedAt = later([legalDecidedAt, financeDecidedAt].toSorted().at(-1) ?? requestedAt, 2)
  const endOf = { incomplete: later(startedAt, 4), rejected: later(legalDecidedAt, 3) } as const
  return {
    fault,
    isRetried: fault === null && draws.chance('retry', RETRY_SHARE),
    startedAt,
    requestedAt,
    legalDecidedAt,
    financeDecidedAt,
    legalDueAt: addBusinessHours(requestedAt, 16, calendar),
    financeDueAt: addBusinessHours(requestedAt, 8, calendar),
    approvedAt,
    endedAt: fault === null ? later(approvedAt, 20) : endOf[fault],
  }
}

export const later = (from: InstantText, seconds: number): InstantText =>
  instant(new Date(Date.parse(from) + seconds * 1000).toISOString())
