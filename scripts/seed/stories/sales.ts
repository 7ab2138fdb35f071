import { day } from '../calendar.ts'
import type { SaleInput } from '../model/sales.ts'
import { FLAGSHIP } from './s-1.ts'
import { MISSING_CLIENT_PO } from './s-2.ts'
import { DUPLICATE_CLIENT } from './s-6.ts'

/** Won sales that stories know by id; the contract of `opp_x` is `ctr_x`. */
export const STORY_SALES: readonly (Omit<SaleInput, 'account'> & {
  readonly id: string
  readonly accountId: string
  readonly hasPurchaseOrder: boolean
})[] = [
  ...FLAGSHIP.opportunityIds.map((id, index) => ({
    id,
    key: id,
    accountId: FLAGSHIP.accountId,
    name: `Acme Manufacturing: ERP implementation, wave ${index + 2}`,
    serviceType: 'SOFTWARE_IMPLEMENTATION' as const,
    pricing: 'MILESTONE' as const,
    value: 640_000,
    start: day('2026-07-01'),
    days: 270,
    requiresSubcontractors: true,
    hasPurchaseOrder: true,
  })),
  {
    id: MISSING_CLIENT_PO.opportunityId,
    key: MISSING_CLIENT_PO.opportunityId,
    accountId: MISSING_CLIENT_PO.accountId,
    name: 'Borealis Energy: cloud operations',
    serviceType: 'MANAGED_SERVICES',
    pricing: 'SUBSCRIPTION',
    value: 180_000,
    start: day('2026-07-01'),
    days: 365,
    requiresSubcontractors: false,
    hasPurchaseOrder: false,
  },
  {
    id: DUPLICATE_CLIENT.opportunityId,
    key: DUPLICATE_CLIENT.opportunityId,
    accountId: DUPLICATE_CLIENT.accountId,
    name: 'Lumenwerk Technik Vertrieb: customer portal',
    serviceType: 'CUSTOM_DEVELOPMENT',
    pricing: 'TIME_AND_MATERIALS',
    value: 220_000,
    start: day('2026-07-06'),
    days: 180,
    requiresSubcontractors: false,
    hasPurchaseOrder: true,
  },
]
