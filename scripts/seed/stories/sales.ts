import { day } from '../calendar.ts'
import type { SaleInput } from '../model/sales.ts'
import { FLAGSHIP } from './s-1.ts'
import { MISSING_CLIENT_PO } from './s-2.ts'
import { LARGE_PURCHASE } from './s-3.ts'
import { DUPLICATE_CLIENT } from './s-6.ts'
import { HALF_WAY_FAILURE } from './s-7.ts'

type StorySale = Omit<SaleInput, 'account'> & {
  readonly id: string
  readonly accountId: string
  readonly hasPurchaseOrder: boolean
}

/** One sale for each time that a story can be told. */
function salesOf(
  { accountId, opportunityIds }: { readonly accountId: string; readonly opportunityIds: readonly string[] },
  saleAt: (
    index: number,
  ) => Omit<StorySale, 'id' | 'key' | 'accountId' | 'hasPurchaseOrder'> & { readonly hasPurchaseOrder?: boolean },
): readonly StorySale[] {
  return opportunityIds.map((id, index) => ({ id, key: id, accountId, hasPurchaseOrder: true, ...saleAt(index) }))
}

const WAVE_DAYS = 180

/** Won sales that stories know by id; the contract of `opp_x` is `ctr_x`. */
export const STORY_SALES: readonly StorySale[] = [
  ...salesOf(FLAGSHIP, (index) => ({
    name: `Acme Manufacturing: ERP implementation, wave ${index + 2}`,
    serviceType: 'SOFTWARE_IMPLEMENTATION',
    pricing: 'MILESTONE',
    value: 640_000,
    start: day('2026-07-01') + index * (WAVE_DAYS + 4),
    days: WAVE_DAYS,
    requiresSubcontractors: true,
  })),
  ...salesOf(MISSING_CLIENT_PO, (index) => ({
    name: `Borealis Energy: cloud operations, site ${index + 1}`,
    serviceType: 'MANAGED_SERVICES',
    pricing: 'SUBSCRIPTION',
    value: 180_000,
    start: day('2026-07-01'),
    days: 365,
    requiresSubcontractors: false,
    hasPurchaseOrder: false,
  })),
  ...salesOf(LARGE_PURCHASE, (index) => ({
    name: `Acme Manufacturing: group template, plant ${index + 1}`,
    serviceType: 'SOFTWARE_IMPLEMENTATION',
    pricing: 'MILESTONE',
    value: 4_200_000,
    start: day('2026-08-03'),
    days: 540,
    requiresSubcontractors: true,
  })),
  ...salesOf(DUPLICATE_CLIENT, (index) => ({
    name: `Lumenwerk Technik Vertrieb: customer portal, release ${index + 1}`,
    serviceType: 'CUSTOM_DEVELOPMENT',
    pricing: 'TIME_AND_MATERIALS',
    value: 220_000,
    start: day('2026-07-06'),
    days: 180,
    requiresSubcontractors: false,
  })),
  ...salesOf(HALF_WAY_FAILURE, (index) => ({
    name: `Acme Manufacturing: plant network study ${index + 1}`,
    serviceType: 'STRATEGIC_ADVISORY',
    pricing: 'FIXED_FEE',
    value: 96_000,
    start: day('2026-07-06'),
    days: 120,
    requiresSubcontractors: false,
  })),
]
