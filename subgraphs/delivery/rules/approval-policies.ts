import { Decimal } from 'decimal.js'
import { type CurrencyCode, currency, type Money } from '../../../contracts/wire/values.ts'
import {
  type ApprovalLevel,
  CFO,
  CONTRACT_BANDS,
  CONTROLLER,
  DELIVERY_OPS,
  inOrder,
  LEGAL,
  PROCUREMENT_SHARE,
  PROJECT_MANAGER,
  REGION_HEAD,
} from './approval-bands.ts'
import { PLANNING_RATE_USD } from './region-data.ts'

export type RoutedKind = 'SOW_LEGAL' | 'BILLING_TERMS_FINANCE' | 'TEMPLATE_DELIVERY_OPS' | 'PROCUREMENT'

/** Who decides on what, as data. Bands are in the order of their limits; the last one has none. */
export interface ApprovalPolicy {
  readonly id: string
  readonly version: number
  readonly kind: RoutedKind
  /** Null for the policy of the group. */
  readonly entityCode: string | null
  readonly currency: CurrencyCode
  readonly mode: 'SEQUENTIAL' | 'PARALLEL'
  readonly bands: readonly ApprovalBand[]
}

export interface ApprovalBand {
  readonly code: 'A' | 'B' | 'C' | 'D'
  /** Largest amount of the band, included; null without limit. */
  readonly upTo: string | null
  readonly levels: readonly ApprovalLevel[]
}

/** What an approval needs, decided once when it is asked for: a later version of the policy does not change it. */
export interface ApprovalRoute {
  readonly policyId: string
  readonly policyVersion: number
  readonly band: ApprovalBand['code']
  readonly mode: ApprovalPolicy['mode']
  readonly levels: readonly ApprovalLevel[]
}

export interface ApprovalQuestion {
  readonly kind: RoutedKind
  /** Contracting entity. */
  readonly entityCode: string
  /** Contract value or total of the purchase; null when it is not known. */
  readonly amount: Money | null
}

const GROUP_CURRENCY = currency('USD')
const FOR_ALL = { version: 1, entityCode: null, currency: GROUP_CURRENCY, mode: 'SEQUENTIAL' } as const

export const APPROVAL_POLICIES: readonly ApprovalPolicy[] = [
  { ...FOR_ALL, id: 'SOW_LEGAL', kind: 'SOW_LEGAL', bands: [{ code: 'A', upTo: null, levels: inOrder(LEGAL) }] },
  {
    ...FOR_ALL,
    id: 'TEMPLATE_DELIVERY_OPS',
    kind: 'TEMPLATE_DELIVERY_OPS',
    bands: [{ code: 'A', upTo: null, levels: inOrder(DELIVERY_OPS) }],
  },
  ...CONTRACT_BANDS.flatMap(({ entityCode, a, b, c, ...rest }): readonly ApprovalPolicy[] => {
    const common = { ...FOR_ALL, entityCode, currency: currency(rest.currency) }
    const ofPurchase = (limit: string) => new Decimal(limit).times(PROCUREMENT_SHARE).toFixed()
    return [
      {
        ...common,
        id: `BILLING_TERMS_FINANCE:${entityCode ?? 'GROUP'}`,
        kind: 'BILLING_TERMS_FINANCE',
        bands: [
          { code: 'A', upTo: a, levels: inOrder(CONTROLLER) },
          { code: 'B', upTo: b, levels: inOrder(CONTROLLER) },
          { code: 'C', upTo: c, levels: inOrder(CONTROLLER) },
          { code: 'D', upTo: null, levels: inOrder(CONTROLLER, CFO) },
        ],
      },
      {
        ...common,
        id: `PROCUREMENT:${entityCode ?? 'GROUP'}`,
        kind: 'PROCUREMENT',
        bands: [
          { code: 'A', upTo: ofPurchase(a), levels: inOrder(PROJECT_MANAGER) },
          { code: 'B', upTo: ofPurchase(b), levels: inOrder(PROJECT_MANAGER, CONTROLLER) },
          { code: 'C', upTo: ofPurchase(c), levels: inOrder(PROJECT_MANAGER, CONTROLLER, REGION_HEAD) },
          { code: 'D', upTo: null, levels: inOrder(PROJECT_MANAGER, CONTROLLER, REGION_HEAD, CFO) },
        ],
      },
    ]
  }),
]

/** The route of an approval: the policy of the entity, or else of the group, and there the band of the amount. */
export function routeApproval({ kind, entityCode, amount }: ApprovalQuestion): ApprovalRoute {
  const ofKind = APPROVAL_POLICIES.filter((policy) => policy.kind === kind)
  const policy = ofKind.find((each) => each.entityCode === entityCode) ?? ofKind.find((each) => each.entityCode === null)
  const band = policy?.bands.find(({ upTo }) => upTo === null || isWithin(amount, upTo, policy.currency))
  if (policy === undefined || band === undefined) throw new Error(`no approval policy of the group for ${kind}`)
  const { id, version, mode } = policy
  return { policyId: id, policyVersion: version, band: band.code, mode, levels: band.levels }
}

/**
 * Whether an amount stays within a limit. One that is not known or cannot be converted stays within none: too many people are
 * asked then, never too few. A reduction counts as much as an increase.
 */
function isWithin(amount: Money | null, limit: string, limitCurrency: CurrencyCode): boolean {
  if (amount === null) return false
  if (amount.currency === limitCurrency) return new Decimal(amount.amount).abs().lessThanOrEqualTo(limit)
  const rate = PLANNING_RATE_USD[amount.currency]
  const limitRate = PLANNING_RATE_USD[limitCurrency]
  if (rate === undefined || limitRate === undefined) return false
  // Both sides in group currency, because a division would round.
  return new Decimal(amount.amount).abs().times(rate).lessThanOrEqualTo(new Decimal(limit).times(limitRate))
}
