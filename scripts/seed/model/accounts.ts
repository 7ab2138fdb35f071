import { stratify } from '../distribute.ts'
import { type Draws, drawsOf } from '../random.ts'
import type { SeedCounts } from '../sizes.ts'
import { STORY_ACCOUNTS, type StoryAccount } from '../stories/accounts.ts'
import { type Entity, entityOf, type Region } from './firm.ts'
import { idOf } from './ids.ts'
import { FIRM_KINDS, FIRM_STEMS, INDUSTRIES, LEGAL_FORM, PLACES, STREETS } from './names.ts'
import { taxNumberOf } from './tax-number.ts'

export interface Address {
  readonly lines: readonly string[]
  readonly city: string
  readonly postalCode: string
  readonly subdivision: string | null
  readonly country: string
}

export interface AccountFacts {
  readonly id: string
  /** Position, from 1. */
  readonly index: number
  readonly name: string
  readonly legalName: string
  readonly registrationNumber: string
  readonly status: 'PROSPECT' | 'ACTIVE' | 'ON_HOLD' | 'FORMER'
  readonly segment: string
  readonly industry: string
  readonly region: Region
  readonly country: string
  readonly address: Address
  readonly taxScheme: string
  readonly taxNumber: string
  readonly entity: Entity
  readonly requestedPaymentTermsDays: number | null
  readonly purchaseOrderRequired: boolean
  readonly eInvoicingAddress: string | null
  /** Position of the parent organisation; null for the top of a group. */
  readonly parentIndex: number | null
  readonly draws: Draws
}

export const REGION_SHARES: readonly (readonly [Region, number])[] = [
  ['NA', 34],
  ['UKI', 16],
  ['DACH', 18],
  ['IND', 14],
  ['LATAM', 8],
  ['APAC', 10],
]

const COUNTRIES: Readonly<Record<Region, readonly string[]>> = {
  NA: ['US', 'US', 'US', 'US', 'US', 'US', 'US', 'US', 'US', 'CA'],
  UKI: ['GB', 'GB', 'GB', 'GB', 'GB', 'GB', 'GB', 'GB', 'GB', 'IE'],
  DACH: ['DE', 'DE', 'DE', 'DE', 'DE', 'DE', 'AT', 'CH'],
  IND: ['IN'],
  LATAM: ['BR', 'BR', 'BR', 'BR', 'BR', 'MX'],
  APAC: ['SG', 'SG', 'SG', 'SG', 'AU', 'JP'],
}

/** Share of the accounts that work is sold to; the others are prospects, on hold or former clients. */
const ACTIVE_SHARE = 0.88

export function createAccounts({ accounts: count }: SeedCounts): readonly AccountFacts[] {
  const pinned = new Map(STORY_ACCOUNTS.map(({ region }, index) => [index, region] as const))
  const regions = stratify('account region', count, REGION_SHARES, pinned)
  return regions.map((region, index) => createAccount(index + 1, region, count))
}

function createAccount(index: number, region: Region, count: number): AccountFacts {
  const draws = drawsOf('account', index)
  const story: StoryAccount | undefined = STORY_ACCOUNTS[index - 1]
  const country = story?.country ?? draws.pick('country', COUNTRIES[region])
  // A stem meets every kind once before a pair would repeat, so names are unique.
  const stem = (index - 1) % FIRM_STEMS.length
  const round = Math.floor((index - 1) / FIRM_STEMS.length)
  const kind = (drawsOf('firm', stem).int('kind', 0, FIRM_KINDS.length - 1) + round) % FIRM_KINDS.length
  const name = story?.name ?? `${FIRM_STEMS[stem]} ${FIRM_KINDS[kind]}`
  const tax = taxNumberOf(country, index)
  const segment = draws.pick('segment', SEGMENTS)
  const isPublic = (story?.segment ?? segment) === 'PUBLIC_SECTOR'
  const facts: AccountFacts = {
    id: idOf('Account', index),
    index,
    name,
    legalName: `${name} ${LEGAL_FORM[country] ?? ''}`.trim(),
    registrationNumber: `${country}-REG-${String(700_000 + index)}`,
    status: statusOf(index, count, draws),
    segment,
    industry: INDUSTRIES[kind % INDUSTRIES.length] as string, // within the list by the remainder
    region,
    country,
    address: addressOf(country, draws),
    taxScheme: tax.scheme,
    taxNumber: tax.number,
    entity: entityOf(region),
    requestedPaymentTermsDays: draws.chance('terms asked', 0.2) ? draws.pick('terms', [30, 45, 60]) : null,
    purchaseOrderRequired: isPublic || draws.chance('purchase order', 0.4),
    eInvoicingAddress: isPublic || draws.chance('e-invoicing', 0.3) ? `0204:99-${String(100_000 + index)}-00` : null,
    parentIndex: index > 12 && draws.chance('parent', 0.1) ? draws.int('parent of', 6, 12) : null,
    draws,
  }
  return { ...facts, ...story }
}

const SEGMENTS = [
  ...Array.from({ length: 30 }, () => 'ENTERPRISE'),
  ...Array.from({ length: 45 }, () => 'MID_MARKET'),
  ...Array.from({ length: 15 }, () => 'SMALL_BUSINESS'),
  ...Array.from({ length: 10 }, () => 'PUBLIC_SECTOR'),
]

function statusOf(index: number, count: number, draws: Draws): AccountFacts['status'] {
  if (index <= Math.max(STORY_ACCOUNTS.length, Math.floor(count * ACTIVE_SHARE))) return 'ACTIVE'
  return draws.pick('status', ['PROSPECT', 'PROSPECT', 'FORMER', 'ON_HOLD'] as const)
}

function addressOf(country: string, draws: Draws): Address {
  const [city, postalCode, subdivision] = draws.pick('place', PLACES[country] ?? [['Port Arden', '00000', null] as const])
  return { lines: [`${draws.int('house', 1, 180)} ${draws.pick('street', STREETS)}`], city, postalCode, subdivision, country }
}
