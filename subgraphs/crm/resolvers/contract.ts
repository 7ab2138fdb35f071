import { contractDocumentRows, isRowVisible } from '../../../policies/index.ts'
import { present } from '../../shared/present.ts'
import type { ContractResolvers } from '../schema.generated.ts'

export const Contract: ContractResolvers = {
  __resolveReference: ({ id }, { contracts }) => contracts.byId(id),
  account: async ({ accountId }, _, { accounts }) => present(await accounts.byId(accountId), 'account', accountId),
  opportunity: ({ opportunityId }, _, { opportunities }) => (opportunityId === null ? null : opportunities.byId(opportunityId)),
  parent: ({ parentId }, _, { contracts }) => (parentId === null ? null : contracts.byId(parentId)),
  legalEntity: ({ legalEntityId }) => ({ __typename: 'LegalEntity', id: legalEntityId }),
  legalApprover: ({ legalApproverId }) => (legalApproverId === null ? null : { __typename: 'Worker', id: legalApproverId }),
  financeApprover: ({ financeApproverId }) =>
    financeApproverId === null ? null : { __typename: 'Worker', id: financeApproverId },
  documents({ documents }, _, { call }) {
    const visible = contractDocumentRows.visibleTo(call.principal)
    return documents.filter(({ final }) => isRowVisible(visible, { final: String(final) }))
  },
  project: ({ projectId }) => (projectId === null ? null : { __typename: 'Project', id: projectId }),
}
