import type { Principal } from '../../../contracts/wire/principal.ts'
import { fullPartnerOf } from '../../support/row-contract.ts'
import { personWith } from '../../support/subgraph-client.ts'

/** Callers whom the row rules of PSA bind, with every scope that they may have. */
export const clientOf = (...accountIds: readonly string[]): Principal => fullPartnerOf('CLIENT', { accountIds })
export const subcontractorOf = (...supplierIds: readonly string[]): Principal => fullPartnerOf('SUBCONTRACTOR', { supplierIds })
export const resellerOf = (...accountIds: readonly string[]): Principal => fullPartnerOf('RESELLER', { accountIds })
export const consultantOf = (workerId: string | null): Principal =>
  personWith(['psa:read', 'psa:time:write', 'hr:read'], { subject: 'consultant', roles: ['consultant'], workerId })
export const regionHeadOf = (...regions: readonly string[]): Principal =>
  personWith(['psa:read', 'psa:write'], { subject: 'head', roles: ['region_head'], regions })
export const managerOf = (workerId: string | null): Principal =>
  personWith(['psa:read', 'psa:write', 'psa:time:approve'], { subject: 'manager', roles: ['project_manager'], workerId })
