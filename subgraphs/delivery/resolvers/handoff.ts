import type { HandoffResolvers } from '../schema.generated.ts'
import { present, reference } from './present.ts'

export const Handoff: HandoffResolvers = {
  __resolveReference: ({ id }, { handoffs }) => handoffs.byId(id),
  opportunity: ({ opportunityId }) => ({ __typename: 'Opportunity', id: opportunityId }),
  contract: ({ contractId }) => reference('Contract', contractId),
  account: ({ accountId }) => reference('Account', accountId),
  project: ({ projectId }) => reference('Project', projectId),
  legalEntity: ({ legalEntityId }) => reference('LegalEntity', legalEntityId),
  run: async ({ runId }, _, { runs }) => present(await runs.byId(runId), 'run', runId),
}
