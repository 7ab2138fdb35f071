import { REVERSE_CHARGE_COUNTRIES } from '../../../subgraphs/delivery/rules/region-data.ts'
import { type Minor, shareOf, tenThousandthsOf } from '../amounts.ts'
import { type Day, dateOf, day, firstOfMonth, monthOf, nextMonth, TODAY, workdayFrom } from '../calendar.ts'
import { groupBy } from '../distribute.ts'
import { drawsOf } from '../random.ts'
import type { Engagement } from './engagement.ts'
import type { MilestoneFacts } from './milestones.ts'
import type { ProjectFacts } from './projects.ts'
import { type BillingFrequency, billingFrequencyOf, isTimeBased } from './sales.ts'
import type { AssignmentFacts } from './team.ts'
import type { TimecardFacts } from './time.ts'

export type InvoiceStatus = 'DRAFT' | 'IN_APPROVAL' | 'APPROVED' | 'POSTED' | 'SENT' | 'DISPUTED' | 'PARTIALLY_PAID' | 'PAID'

/** One event that can be billed, once. */
export interface ChargeFacts {
  readonly id: string
  readonly type: 'TIME' | 'MILESTONE' | 'FIXED_DATE' | 'RECURRING'
  readonly stage: 'HOLD' | 'READY' | 'IN_INVOICE' | 'BILLED' | 'NON_BILLABLE'
  readonly card: TimecardFacts | null
  readonly milestoneId: string | null
  readonly serviceOn: Day
  readonly description: string
  readonly amountMinor: Minor
  readonly invoiceId: string | null
}

export interface InvoiceFacts {
  readonly id: string
  readonly status: InvoiceStatus
  readonly issuedOn: Day
  readonly dueOn: Day
  readonly from: Day
  readonly to: Day
  readonly lines: readonly InvoiceLineFacts[]
  readonly netMinor: Minor
  readonly tax: TaxFacts
  readonly paidMinor: Minor
  readonly paidOn: Day | null
}

export interface InvoiceLineFacts {
  readonly description: string
  /** Null bills a lump sum. */
  readonly assignment: AssignmentFacts | null
  readonly netMinor: Minor
  readonly chargeIds: readonly string[]
}

export interface TaxFacts {
  readonly category: 'STANDARD' | 'REVERSE_CHARGE' | 'EXPORT' | 'OUT_OF_SCOPE'
  readonly rate: string
  readonly amountMinor: Minor
}

export interface ScheduleLineFacts {
  readonly position: number
  readonly description: string
  readonly plannedDate: string
  readonly milestoneId: string | null
  readonly amountMinor: Minor
  readonly status: 'PLANNED' | 'READY' | 'INVOICED' | 'CANCELLED'
  readonly invoiceId: string | null
}

export interface Billing {
  readonly charges: readonly ChargeFacts[]
  readonly invoices: readonly InvoiceFacts[]
  readonly schedule: readonly ScheduleLineFacts[]
}

/** Days before today on which the last invoices were written. */
const LAST_ISSUE: Day = TODAY - 3
const HAS_NUMBER: ReadonlySet<InvoiceStatus> = new Set(['POSTED', 'SENT', 'DISPUTED', 'PARTIALLY_PAID', 'PAID'])
export const hasNumber = (status: InvoiceStatus): boolean => HAS_NUMBER.has(status)

export function createBilling(
  project: ProjectFacts,
  engagement: Engagement,
  milestones: readonly MilestoneFacts[],
  cards: readonly TimecardFacts[],
): Billing {
  const approved = cards.filter(({ status, billableHours }) => status === 'APPROVED' && billableHours > 0)
  if (isTimeBased(project.sale.pricing)) return { ...billTime(project, approved), schedule: [] }
  const covered = approved.map((card): ChargeFacts => ({ ...timeCharge(card), stage: 'NON_BILLABLE', invoiceId: null }))
  const scheduled = billSchedule(project, engagement, milestones)
  return { ...scheduled, charges: [...covered, ...scheduled.charges] }
}

/** Approved time, one invoice for each period after its end; what exceeds the cap is held, never billed. */
function billTime(project: ProjectFacts, cards: readonly TimecardFacts[]): Omit<Billing, 'schedule'> {
  const { sale } = project
  const cap = sale.pricing === 'CAPPED_TIME_AND_MATERIALS' ? sale.valueMinor : Number.MAX_SAFE_INTEGER
  const periods = groupBy(cards, ({ monday }) => firstOfPeriod(monday, billingFrequencyOf(sale)))
  const charges: ChargeFacts[] = []
  const invoices: InvoiceFacts[] = []
  let billed = 0
  for (const [from, own] of [...periods].sort(([a], [b]) => a - b)) {
    const to = lastOfPeriod(from, billingFrequencyOf(sale))
    const issuedOn = workdayFrom(Math.max(to, ...own.map(({ monday }) => monday + 6)) + 3)
    const all = own.map(timeCharge)
    const within = all.filter(({ amountMinor }) => {
      if (billed + amountMinor > cap) return false
      billed += amountMinor
      return true
    })
    const held = all.filter((charge) => !within.includes(charge))
    charges.push(...held.map((charge) => ({ ...charge, stage: 'HOLD' as const })))
    if (within.length === 0) continue
    if (issuedOn > LAST_ISSUE) {
      charges.push(...within.map((charge) => ({ ...charge, stage: 'READY' as const })))
      continue
    }
    const byAssignment = groupBy(within, ({ card }) => (card as TimecardFacts).assignment) // time charges have a card
    const lines = [...byAssignment].map(([assignment, parts]) => ({
      description: `${assignment.role.name}, from ${dateOf(from)}`,
      assignment,
      netMinor: parts.reduce((total, { amountMinor }) => total + amountMinor, 0),
      chargeIds: parts.map(({ id }) => id),
    }))
    const invoice = createInvoice(project, invoices.length + 1, issuedOn, [from, to], lines)
    invoices.push(invoice)
    charges.push(...within.map((charge) => invoiced(charge, invoice)))
  }
  return { charges, invoices }
}

/** First day of the billing period of a week; a week belongs to the period in which it begins. */
function firstOfPeriod(monday: Day, frequency: BillingFrequency): Day {
  if (frequency === 'WEEKLY') return monday
  const first = firstOfMonth(monthOf(monday))
  return frequency === 'SEMI_MONTHLY' && monday >= first + 15 ? first + 15 : first
}

function lastOfPeriod(from: Day, frequency: BillingFrequency): Day {
  if (frequency === 'WEEKLY') return from + 6
  const first = firstOfMonth(monthOf(from))
  return frequency === 'SEMI_MONTHLY' && from === first ? first + 14 : firstOfMonth(nextMonth(monthOf(from))) - 1
}

/** Fixed prices: an invoice for each line of the schedule whose date has come, or whose milestone was accepted. */
function billSchedule(project: ProjectFacts, { plan }: Engagement, milestones: readonly MilestoneFacts[]): Billing {
  const { sale, status } = project
  const charges: ChargeFacts[] = []
  const invoices: InvoiceFacts[] = []
  const schedule = plan.schedule.map((line, index): ScheduleLineFacts => {
    const amountMinor = Math.round(Number(line.amount.amount) * 100)
    const planned = {
      position: index + 1,
      description: line.description,
      plannedDate: line.plannedDate,
      milestoneId: line.milestoneId,
      amountMinor,
    }
    if (status === 'CANCELLED') return { ...planned, status: 'CANCELLED', invoiceId: null }
    const accepted = milestones.find(({ id }) => id === line.milestoneId)?.acceptedOn ?? null
    const dueOn = line.milestoneId === null ? dueFrom(project, day(line.plannedDate)) : accepted
    if (dueOn === null) return { ...planned, status: 'PLANNED', invoiceId: null }
    const issuedOn = workdayFrom(dueOn + 4)
    const charge: ChargeFacts = {
      id: `chg_${project.id.slice(4)}s${index + 1}`,
      type: line.milestoneId !== null ? 'MILESTONE' : sale.pricing === 'FIXED_FEE' ? 'FIXED_DATE' : 'RECURRING',
      stage: 'READY',
      card: null,
      milestoneId: line.milestoneId,
      serviceOn: dueOn,
      description: line.description,
      amountMinor,
      invoiceId: null,
    }
    if (issuedOn > LAST_ISSUE) {
      charges.push(charge)
      return { ...planned, status: 'READY', invoiceId: null }
    }
    const lines = [{ description: line.description, assignment: null, netMinor: amountMinor, chargeIds: [charge.id] }]
    const invoice = createInvoice(
      project,
      invoices.length + 1,
      issuedOn,
      [Math.max(sale.start, dueOn - 30), Math.max(sale.start, dueOn)],
      lines,
    )
    invoices.push(invoice)
    charges.push(invoiced(charge, invoice))
    return { ...planned, status: 'INVOICED', invoiceId: invoice.id }
  })
  return { charges, invoices, schedule }
}

/** The day on which a dated line falls due; null while it lies ahead, or the project rests. */
function dueFrom({ status }: ProjectFacts, planned: Day): Day | null {
  if (status === 'PLANNED' || status === 'MOBILISING') return null
  if (status === 'ON_HOLD' && planned > TODAY - 35) return null
  return planned <= TODAY ? planned : null
}

function timeCharge(card: TimecardFacts): ChargeFacts {
  const { assignment, billableHours, monday, id } = card
  return {
    id: `chg_t${id.slice(4)}`,
    type: 'TIME',
    stage: 'READY',
    card,
    milestoneId: null,
    serviceOn: monday + 4,
    description: `${assignment.role.name}, week of ${dateOf(monday)}`,
    // Rates are whole units and hours are quarters, so this is exact.
    amountMinor: (billableHours * assignment.rateMinor) / 100,
    invoiceId: null,
  }
}

const invoiced = (charge: ChargeFacts, { id, status }: InvoiceFacts): ChargeFacts => ({
  ...charge,
  stage: hasNumber(status) ? 'BILLED' : 'IN_INVOICE',
  invoiceId: id,
})

function createInvoice(
  { sale, id: projectId, status: projectStatus }: ProjectFacts,
  position: number,
  issuedOn: Day,
  [from, to]: readonly [Day, Day],
  lines: readonly InvoiceLineFacts[],
): InvoiceFacts {
  const id = `inv_${projectId.slice(4)}n${String(position).padStart(2, '0')}`
  const draws = drawsOf('invoice', id)
  const dueOn = issuedOn + (sale.account.requestedPaymentTermsDays ?? sale.entity.paymentTermsDays)
  const netMinor = lines.reduce((total, line) => total + line.netMinor, 0)
  const tax = taxOf(sale.entity, sale.account.country, netMinor)
  const status = projectStatus === 'CLOSED' ? 'PAID' : statusOf(issuedOn, dueOn, draws.unit('status'))
  const total = netMinor + tax.amountMinor
  const paidMinor = status === 'PAID' ? total : status === 'PARTIALLY_PAID' ? shareOf(total, 4_000) : 0
  const paidOn = paidMinor > 0 ? Math.min(TODAY - 1, dueOn + draws.int('payment', -5, 12)) : null
  return { id, status, issuedOn, dueOn, from, to, lines, netMinor, tax, paidMinor, paidOn }
}

function statusOf(issuedOn: Day, dueOn: Day, chance: number): InvoiceStatus {
  if (dueOn < TODAY) {
    if (chance < 0.88) return 'PAID'
    if (chance < 0.92) return 'PARTIALLY_PAID'
    return chance < 0.94 ? 'DISPUTED' : 'SENT'
  }
  if (issuedOn < TODAY - 26) return 'SENT'
  // The latest invoices are still on their way through the house.
  if (chance < 0.08) return 'DRAFT'
  if (chance < 0.2) return 'IN_APPROVAL'
  if (chance < 0.3) return 'APPROVED'
  return chance < 0.45 ? 'POSTED' : 'SENT'
}

function taxOf(entity: ProjectFacts['sale']['entity'], clientCountry: string, netMinor: Minor): TaxFacts {
  if (entity.standardTaxRate === '0') return { category: 'OUT_OF_SCOPE', rate: '0', amountMinor: 0 }
  if (entity.country === clientCountry) {
    return {
      category: 'STANDARD',
      rate: entity.standardTaxRate,
      amountMinor: shareOf(netMinor, tenThousandthsOf(entity.standardTaxRate)),
    }
  }
  const isReverse = REVERSE_CHARGE_COUNTRIES.has(entity.country) && REVERSE_CHARGE_COUNTRIES.has(clientCountry)
  return { category: isReverse ? 'REVERSE_CHARGE' : 'EXPORT', rate: '0', amountMinor: 0 }
}

export const invoiceTotal = ({ netMinor, tax }: InvoiceFacts): Minor => netMinor + tax.amountMinor
