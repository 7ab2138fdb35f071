import { day } from '../calendar.ts'
import type { ProjectStatus } from '../model/project-status.ts'
import type { SaleInput } from '../model/sales.ts'
import { FLAGSHIP } from './s-1.ts'

/** Projects that stories know by id; they are the last ones of every size. */
export const STORY_PROJECTS: readonly (Omit<SaleInput, 'account'> & {
  readonly id: string
  readonly opportunityId: string
  readonly contractId: string
  readonly accountId: string
  readonly status: ProjectStatus
})[] = [
  {
    key: 'flagship project',
    id: FLAGSHIP.projectId,
    opportunityId: 'opp_flagshipfirst',
    contractId: 'ctr_flagshipfirst',
    accountId: FLAGSHIP.accountId,
    status: 'COMPLETED',
    name: 'Acme Manufacturing: ERP implementation, first wave',
    serviceType: 'SOFTWARE_IMPLEMENTATION',
    pricing: 'CAPPED_TIME_AND_MATERIALS',
    value: 486_000,
    start: day('2025-09-01'),
    days: 250,
    requiresSubcontractors: true,
  },
]
