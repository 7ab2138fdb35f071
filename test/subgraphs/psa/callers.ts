import type { Principal } from '../../../contracts/wire/principal.ts'
import { PARTNER_SCOPES } from '../../../policies/index.ts'
import { partnerOf } from '../../support/row-contract.ts'
import { personWith } from '../../support/subgraph-client.ts'

/** Callers whom the row rules of PSA bind, with every scope that they may have. */
export const clientOf = (...accountIds: readonly string[]): Principal =>
  partnerOf('CLIENT', { accountIds }, PARTNER_SCOPES.CLIENT)
export const subcontractorOf = (...supplierIds: readonly string[]): Principal =>
  partnerOf('SUBCONTRACTOR', { supplierIds }, PARTNER_SCOPES.SUBCONTRACTOR)
export const resellerOf = (...accountIds: readonly string[]): Principal =>
  partnerOf('RESELLER', { accountIds }, PARTNER_SCOPES.RESELLER)
export const consultantOf = (workerId: string | null): Principal =>
  personWith(['psa:read', 'psa:time:write', 'hr:read'], { subject: 'consultant', roles: ['consultant'], workerId })
export const regionHeadOf = (...regions: readonly string[]): Principal =>
  personWith(['psa:read', 'psa:write'], { subject: 'head', roles: ['region_head'], regions })
export const managerOf = (workerId: string | null): Principal =>
  personWith(['psa:read', 'psa:write', 'psa:time:approve'], { subject: 'manager', roles: ['project_manager'], workerId })
