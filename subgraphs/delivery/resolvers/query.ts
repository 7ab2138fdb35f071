import type { Call } from '../../shared/port.ts'
import type { ReviewTaskFilter } from '../port.ts'
import { templatesFor } from '../rules/templates.ts'
import type { QueryResolvers, ReviewTaskFilter as ReviewTaskFilterInput } from '../schema.generated.ts'
import { definitionId } from '../workflows/definition.ts'
import { toApprovalFilter } from './approval-filter.ts'

type Fields =
  | 'viewer'
  | 'handoff'
  | 'handoffs'
  | 'workflowRun'
  | 'workflowRuns'
  | 'approval'
  | 'approvals'
  | 'reviewTask'
  | 'reviewTasks'
  | 'fallbackItems'
  | 'deferredNews'
  | 'projectTemplates'
  | 'workflowDefinition'
  | 'workflowDefinitions'
  | 'changedRuns'
  | 'partner'
  | 'partners'
  | 'partnerClient'

export const Query: Pick<Required<QueryResolvers>, Fields> = {
  viewer: (_, __, { call }) => call.principal,
  handoff: (_, { id }, { handoffs }) => handoffs.byId(id),
  handoffs: (_, request, { handoffs }) => handoffs.list({ ...request, orderBy: { field: 'openedAt', direction: 'DESC' } }),
  workflowRun: (_, { id }, { runs }) => runs.byId(id),
  workflowRuns: (_, request, { runs }) => runs.list({ ...request, orderBy: { field: 'startedAt', direction: 'DESC' } }),
  approval: (_, { id }, { approvals }) => approvals.byId(id),
  approvals: (_, { filter, ...page }, { approvals, call }) =>
    approvals.list({ ...page, filter: toApprovalFilter(filter, call), orderBy: { field: 'requestedAt', direction: 'DESC' } }),
  reviewTask: (_, { id }, { reviewTasks }) => reviewTasks.byId(id),
  reviewTasks: (_, { filter, ...page }, { reviewTasks, call }) =>
    reviewTasks.list({ ...page, filter: toTaskFilter(filter, call), orderBy: { field: 'openedAt', direction: 'DESC' } }),
  fallbackItems: (_, page, { steps }) =>
    steps.list({ ...page, filter: { status: ['IN_FALLBACK'] }, orderBy: { field: 'nextAttemptAt', direction: 'ASC' } }),
  deferredNews: (_, page, { deferredNews }) => deferredNews.list({ ...page, orderBy: { field: 'createdAt', direction: 'ASC' } }),
  projectTemplates: (_, { serviceType, region }) => templatesFor({ serviceType: serviceType ?? null, region: region ?? null }),
  workflowDefinition: async (_, { kind, version }, { definitions }) => {
    if (version != null) return definitions.byId(definitionId({ kind, version }))
    const newest = await definitions.list({
      filter: { kind: [kind] },
      first: 1,
      orderBy: { field: 'version', direction: 'DESC' },
    })
    return newest.nodes[0] ?? null
  },
  workflowDefinitions: (_, request, { definitions }) =>
    definitions.list({ ...request, orderBy: { field: 'version', direction: 'DESC' } }),
  changedRuns: (_, { after }, { system }) => system.progress.changedRuns(after ?? null),
  partner: (_, { id }, { partners }) => partners.byId(id),
  partners: (_, request, { partners }) => partners.list({ ...request, orderBy: { field: 'name', direction: 'ASC' } }),
  partnerClient: (_, { id }, { partnerClients }) => partnerClients.byId(id),
}

function toTaskFilter(filter: ReviewTaskFilterInput | null | undefined, { principal }: Call): ReviewTaskFilter {
  const { mine, status } = filter ?? {}
  return mine === true ? { roles: principal.roles, status: ['OPEN'] } : { status }
}
