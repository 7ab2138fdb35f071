import { routeApproval } from '../rules/approval-policies.ts'
import type { RequisitionResolvers } from '../schema.generated.ts'

export const Requisition: RequisitionResolvers = {
  // The gateway sends what a field here requires with the key.
  __resolveReference: (requisition) => requisition,
  approvalRoute({ total, legalEntity }) {
    if (total === undefined || legalEntity === undefined) throw new Error('the gateway did not send total and legalEntity')
    if (total === null || legalEntity === null) return null
    return routeApproval({ kind: 'PROCUREMENT', entityCode: legalEntity.code, amount: total })
  },
}
