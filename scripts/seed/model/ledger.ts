import { type Hundredths, type Minor, priceOf, shareOf, tenThousandthsOf } from '../amounts.ts'
import { type Day, firstOfMonth, monthOf, nextMonth, TODAY } from '../calendar.ts'
import { groupBy } from '../distribute.ts'
import { drawsOf } from '../random.ts'
import type { Billing } from './billing.ts'
import { USD_PER_UNIT } from './firm.ts'
import type { ProjectFacts } from './projects.ts'
import { isTimeBased } from './sales.ts'
import type { AssignmentFacts } from './team.ts'
import type { TimecardFacts } from './time.ts'

/** One line of the project ledger, in the currency of the project. */
export interface PostingFacts {
  readonly id: string
  readonly kind: 'LABOUR' | 'SUBCONTRACTOR' | 'EXPENSE' | 'REVENUE'
  readonly postedOn: Day
  readonly hours: Hundredths
  readonly billableHours: Hundredths
  readonly amountMinor: Minor
  readonly sourceId: string | null
}

/**
 * Costs follow approved time, expenses are a small part of them. Revenue is what was earned: approved time at its rates, or
 * for fixed prices the share that the cost so far has in the planned cost (cost to cost); a closed project is fully earned.
 */
export function createPostings(
  project: ProjectFacts,
  cards: readonly TimecardFacts[],
  billing: Billing,
): readonly PostingFacts[] {
  const worked = cards.filter(({ status }) => status === 'APPROVED').map(labourPosting)
  const months = [...groupBy(worked, ({ postedOn }) => monthOf(postedOn))].sort(([a], [b]) => (a < b ? -1 : 1))
  const expenses = months.map(([month, own]) => expensePosting(project, month, totalOf(own)))
  const costs = [...worked, ...expenses]
  const revenue = isTimeBased(project.sale.pricing) ? timeRevenue(project, billing) : earnedRevenue(project, costs)
  const remainder = remainderOf(project, costs, revenue)
  return [...costs, ...revenue, ...remainder]
}

/** Cost of an hour of this person in the currency of the project; contractors are bought at whole units. */
export function costRateMinor({ worker, project }: AssignmentFacts): Minor {
  const usd = (worker.costMinor * (USD_PER_UNIT[worker.entity.currency] ?? 1)) / (USD_PER_UNIT[project.sale.currency] ?? 1)
  return worker.kind === 'CONTRACTOR' ? Math.max(1, Math.round(usd / 100)) * 100 : Math.max(1, Math.round(usd))
}

function labourPosting({ id, assignment, monday, hours, billableHours }: TimecardFacts): PostingFacts {
  return {
    id: `pst_${id.slice(4)}`,
    kind: assignment.worker.kind === 'CONTRACTOR' ? 'SUBCONTRACTOR' : 'LABOUR',
    postedOn: monday + 4,
    hours,
    billableHours,
    amountMinor: priceOf(hours, costRateMinor(assignment)),
    sourceId: id,
  }
}

function expensePosting({ id }: ProjectFacts, month: string, costMinor: Minor): PostingFacts {
  const share = drawsOf('expense', `${id} ${month}`).int('share', 50, 450)
  return monthly('EXPENSE', id, month, Math.max(1, shareOf(costMinor, share)))
}

function timeRevenue({ id }: ProjectFacts, { charges }: Billing): readonly PostingFacts[] {
  const earned = charges.filter(({ type, stage }) => type === 'TIME' && stage !== 'HOLD' && stage !== 'NON_BILLABLE')
  return [...groupBy(earned, ({ serviceOn }) => monthOf(serviceOn))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, own]) =>
      monthly(
        'REVENUE',
        id,
        month,
        own.reduce((total, { amountMinor }) => total + amountMinor, 0),
      ),
    )
}

function earnedRevenue({ id, sale }: ProjectFacts, costs: readonly PostingFacts[]): readonly PostingFacts[] {
  const costShare = 10_000 - tenThousandthsOf(sale.margin)
  let earned = 0
  return [...groupBy(costs, ({ postedOn }) => monthOf(postedOn))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([month, own]) => {
      const amountMinor = Math.min(Math.round((totalOf(own) * 10_000) / costShare), sale.valueMinor - earned)
      earned += amountMinor
      return amountMinor > 0 ? [monthly('REVENUE', id, month, amountMinor)] : []
    })
}

/** At the end of a fixed price all of it is earned; what the firm's delivery centres worked on it is charged with it. */
function remainderOf(
  { id, sale, status }: ProjectFacts,
  costs: readonly PostingFacts[],
  revenue: readonly PostingFacts[],
): readonly PostingFacts[] {
  const missing = sale.valueMinor - totalOf(revenue)
  if (status !== 'CLOSED' || isTimeBased(sale.pricing) || missing <= 0) return []
  const planned = shareOf(sale.valueMinor, 10_000 - tenThousandthsOf(sale.margin))
  const postedOn = Math.min(TODAY - 1, sale.end)
  const costMinor = Math.max(1, planned - totalOf(costs))
  const final = { postedOn, hours: 0, billableHours: 0, sourceId: null }
  return [
    { ...final, id: `pst_${id.slice(4)}c`, kind: 'SUBCONTRACTOR', amountMinor: costMinor },
    { ...final, id: `pst_${id.slice(4)}r`, kind: 'REVENUE', amountMinor: missing },
  ]
}

const totalOf = (postings: readonly PostingFacts[]): Minor => postings.reduce((total, { amountMinor }) => total + amountMinor, 0)

function monthly(kind: 'EXPENSE' | 'REVENUE', projectId: string, month: string, amountMinor: Minor): PostingFacts {
  const id = `pst_${projectId.slice(4)}${kind === 'EXPENSE' ? 'x' : 'v'}${month.replace('-', '')}`
  const lastDay = Math.min(TODAY - 1, firstOfMonth(nextMonth(month)) - 1)
  return { id, kind, postedOn: lastDay, hours: 0, billableHours: 0, amountMinor, sourceId: null }
}
