import { Temporal } from 'temporal-polyfill'
import type { PricingModel, ServiceType } from '../../../subgraphs/shared/vocabulary.ts'
import type { Minor } from '../amounts.ts'
import { type Day, TODAY, workdayFrom } from '../calendar.ts'
import { type Draws, drawsOf } from '../random.ts'
import type { AccountFacts } from './accounts.ts'
import { CONSULTANT_COST_USD, type Entity, USD_PER_UNIT } from './firm.ts'

export type { PricingModel, ServiceType } from '../../../subgraphs/shared/vocabulary.ts'

/** What is sold, before anything is delivered: the same facts stand behind the sale, its contract and its project. */
export interface SaleFacts {
  readonly key: string
  readonly name: string
  readonly account: AccountFacts
  readonly entity: Entity
  readonly serviceType: ServiceType
  readonly pricing: PricingModel
  readonly currency: string
  readonly valueMinor: Minor
  /** Share of the value, 0 to 1, four digits. */
  readonly margin: string
  /** Effort, whole hours. */
  readonly hours: number
  readonly start: Day
  readonly end: Day
  readonly requiresSubcontractors: boolean
  readonly ownerId: string
  readonly draws: Draws
}

export const SERVICE_SHARES: readonly (readonly [ServiceType, number])[] = [
  ['SOFTWARE_IMPLEMENTATION', 38],
  ['MANAGED_SERVICES', 17],
  ['STRATEGIC_ADVISORY', 14],
  ['CUSTOM_DEVELOPMENT', 16],
  ['STAFF_AUGMENTATION', 10],
  ['TRAINING', 5],
]

export const PRICING_SHARES: readonly (readonly [PricingModel, number])[] = [
  ['TIME_AND_MATERIALS', 35],
  ['CAPPED_TIME_AND_MATERIALS', 15],
  ['FIXED_FEE', 15],
  ['MILESTONE', 22],
  ['RETAINER', 6],
  ['SUBSCRIPTION', 7],
]

/** Highest and lowest contract value, US dollars. */
const VALUE_USD = { median: 180_000, sigma: 1.1, cap: 8_000_000, floor: 12_000 }

export interface SaleInput {
  readonly key: string
  readonly account: AccountFacts
  readonly serviceType: ServiceType
  readonly pricing: PricingModel
  readonly start: Day
  readonly name?: string
  /** Value in whole units of the currency of the entity. */
  readonly value?: number
  readonly days?: number
  readonly requiresSubcontractors?: boolean
}

/** Draws a sale; the same key always gives the same one. */
export function createSale(input: SaleInput): SaleFacts {
  const { key, account, serviceType, pricing } = input
  const draws = drawsOf('sale', key)
  const { entity } = account
  const usd = Math.min(VALUE_USD.cap, Math.max(VALUE_USD.floor, draws.logNormal('value', VALUE_USD.median, VALUE_USD.sigma)))
  const unit = USD_PER_UNIT[entity.currency] ?? 1
  const value = input.value ?? roundTo(usd / unit, usd / unit > 1_000_000 ? 10_000 : 500)
  const margin = Math.min(0.62, Math.max(entity.marginFloor + 0.005, draws.normal('margin', 0.36, 0.09)))
  const start = workdayFrom(input.start)
  const days = input.days ?? durationOf(serviceType, usd, draws)
  return {
    key,
    name: input.name ?? `${account.name}: ${draws.pick('title', TITLES[serviceType])}`,
    account,
    entity,
    serviceType,
    pricing,
    currency: entity.currency,
    valueMinor: value * 100,
    margin: margin.toFixed(4),
    // What remains after the margin pays for hours of a usual team.
    hours: Math.max(40, Math.round((value * unit * (1 - margin)) / (CONSULTANT_COST_USD[entity.region] * 1.08))),
    start,
    end: isRecurring(pricing) ? lastDayOfMonths(start, Math.max(1, Math.round(days / 30.4))) : start + days,
    requiresSubcontractors: input.requiresSubcontractors ?? draws.chance('subcontractors', 0.3),
    ownerId: 'wrk_accountexecutive',
    draws,
  }
}

export const isRecurring = (pricing: PricingModel): boolean => pricing === 'RETAINER' || pricing === 'SUBSCRIPTION'
export const isTimeBased = (pricing: PricingModel): boolean =>
  pricing === 'TIME_AND_MATERIALS' || pricing === 'CAPPED_TIME_AND_MATERIALS'

export type BillingFrequency = 'WEEKLY' | 'SEMI_MONTHLY' | 'MONTHLY' | 'ON_EVENT'

/** Named capacity is billed weekly, other time twice a month where that is usual; fixed prices when their event comes. */
export function billingFrequencyOf({ pricing, serviceType, account }: SaleFacts): BillingFrequency {
  if (isRecurring(pricing)) return 'MONTHLY'
  if (!isTimeBased(pricing)) return 'ON_EVENT'
  if (serviceType === 'STAFF_AUGMENTATION') return 'WEEKLY'
  return account.region === 'NA' || account.region === 'UKI' ? 'SEMI_MONTHLY' : 'MONTHLY'
}

/** A fee for months runs for whole months. */
function lastDayOfMonths(start: Day, months: number): Day {
  const end = Temporal.PlainDate.from('1970-01-01').add({ days: start }).add({ months }).subtract({ days: 1 })
  return Temporal.PlainDate.from('1970-01-01').until(end, { largestUnit: 'day' }).days
}

function durationOf(serviceType: ServiceType, usd: number, draws: Draws): number {
  if (serviceType === 'MANAGED_SERVICES') return 365
  const days = 55 * Math.log(usd / 9_000) * draws.normal('duration', 1, 0.15)
  return Math.round(Math.min(540, Math.max(serviceType === 'TRAINING' ? 30 : 60, days)))
}

const roundTo = (value: number, step: number): number => Math.max(step, Math.round(value / step) * step)

const TITLES: Readonly<Record<ServiceType, readonly string[]>> = {
  SOFTWARE_IMPLEMENTATION: [
    'ERP implementation',
    'CRM implementation',
    'Finance roll-out',
    'Warehouse system',
    'Billing platform',
  ],
  MANAGED_SERVICES: ['Application managed service', 'Cloud operations', 'Service desk'],
  STRATEGIC_ADVISORY: ['Operating model review', 'Digital strategy', 'Sourcing strategy'],
  CUSTOM_DEVELOPMENT: ['Customer portal', 'Data platform', 'Dispatch application', 'Integration hub'],
  STAFF_AUGMENTATION: ['Engineering capacity', 'Data team capacity'],
  TRAINING: ['Key user training', 'Data academy'],
}

/** Day on which sales won the deal, a few weeks before the promised start, and never later than today. */
export const closedOn = ({ start, draws }: SaleFacts): Day => Math.min(TODAY - 4, start - draws.int('lead', 25, 45))
