/** Records of the stand-in: what CRM, ERP and PSA hold. Plain objects in the shape of the graph. */
export interface StandInSystems {
  readonly opportunities: Map<string, Record_>
  readonly contracts: Map<string, Record_>
  readonly customers: Map<string, Record_>
  readonly erpProjects: Map<string, Record_>
  readonly psaProjects: Map<string, Record_>
  /** Document folders by project. */
  readonly folders: Map<string, Record_>
  /** Posted projects cannot be closed by an undo. */
  readonly postedProjects: Set<string>
  /** News that CRM and PSA tell until it is acknowledged. */
  readonly news: { readonly crm: Map<string, Record_>; readonly psa: Map<string, Record_> }
  readonly queries: Readonly<Record<string, (args: never) => unknown>>
  readonly mutations: Readonly<Record<string, (input: never) => unknown>>
}

type Record_ = Record<string, unknown>

const ok = (fields: Record_) => ({ replayed: false, userErrors: [], ...fields })
export const refuse = (code: string, message: string, rule?: string) => ({
  replayed: false,
  created: false,
  userErrors: [{ __typename: 'ValidationError', code, message, rule: rule ?? null }],
})

export function createSystems(): StandInSystems {
  const opportunities = new Map<string, Record_>()
  const contracts = new Map<string, Record_>()
  const customers = new Map<string, Record_>()
  const erpProjects = new Map<string, Record_>()
  const psaProjects = new Map<string, Record_>()
  const folders = new Map<string, Record_>()
  const postedProjects = new Set<string>()
  const news = { crm: new Map<string, Record_>(), psa: new Map<string, Record_>() }

  const project = ({ id }: { id: string }) => {
    const psa = psaProjects.get(id)
    if (psa === undefined) return null
    const opportunity = [...opportunities.values()].find((each) => (each.project as Record_ | null)?.id === id) ?? null
    const contractId = (opportunity?.contract as Record_ | undefined)?.id as string | undefined
    const isPosted = postedProjects.has(id)
    return {
      ...erpProjects.get(id),
      ...psa,
      opportunity,
      contract: contracts.get(contractId ?? '') ?? null,
      charges: { totalCount: 0 },
      invoices: { totalCount: isPosted ? 1 : 0 },
      actuals: null,
      staffing: staffingOf(psa),
      staffingRequests: { nodes: psa.requests ?? [] },
    }
  }

  return {
    opportunities,
    contracts,
    customers,
    erpProjects,
    psaProjects,
    folders,
    postedProjects,
    news,
    queries: {
      crmEvents: ({ first }: { first: number }) => [...news.crm.values()].slice(0, first),
      psaEvents: ({ first }: { first: number }) => [...news.psa.values()].slice(0, first),
      opportunity: ({ id }: { id: string }) => opportunities.get(id) ?? null,
      contract: ({ id }: { id: string }) => contracts.get(id) ?? null,
      costCenters: () => ({
        edges: [],
        nodes: [
          { code: 'CC-OLD', practice: 'Enterprise Applications', active: false },
          { code: 'CC-100', practice: null, active: true },
          { code: 'CC-200', practice: 'Enterprise Applications', active: true },
        ],
        pageInfo: { hasNextPage: false, hasPreviousPage: false },
      }),
      project,
    },
    mutations: {
      submitContractForReview({ contractId }: { contractId: string }) {
        return ok({ contract: change(contracts, contractId, { status: 'IN_REVIEW' }) })
      },
      recordContractApproval(input: {
        contractId: string
        expectedRevision: number | null
        legalApproverId: string
        financeApproverId: string
      }) {
        const { revision } = contracts.get(input.contractId) ?? {}
        if (input.expectedRevision !== null && input.expectedRevision !== revision) return refuse('CONFLICT', 'changed since')
        if (contracts.get(input.contractId)?.status !== 'IN_REVIEW') return refuse('INVALID_STATE', 'not in review')
        if (input.legalApproverId === input.financeApproverId) return refuse('POLICY_VIOLATION', 'one person')
        return ok({
          contract: change(contracts, input.contractId, { status: 'APPROVED', approvedAt: '2026-05-26T09:00:00.000Z' }),
        })
      },
      reopenContractReview({ contractId }: { contractId: string }) {
        return ok({ contract: change(contracts, contractId, { status: 'IN_REVIEW', approvedAt: null }) })
      },
      linkProject({ opportunityId, projectId }: { opportunityId: string; projectId: string }) {
        return ok({ opportunity: change(opportunities, opportunityId, { project: { id: projectId } }) })
      },
      unlinkProject({ opportunityId }: { opportunityId: string }) {
        return ok({ opportunity: change(opportunities, opportunityId, { project: null }) })
      },
      upsertCustomerMaster({
        idempotencyKey,
        ...input
      }: {
        accountId: string
        taxNumber: string | null
        idempotencyKey: string
      }) {
        const duplicate = [...customers.values()].find(
          (each) => each.taxNumber === input.taxNumber && each.active === true && each.id !== input.accountId,
        )
        if (duplicate !== undefined)
          return refuse('VALIDATION_FAILED', 'Another customer has this tax number.', 'MASTER_DATA_DUPLICATE')
        const created = customers.get(input.accountId)?.active !== true
        const erpCustomerNumber = `C-${customers.size + 1}`
        const former = customers.get(input.accountId)
        const account = {
          erpCustomerNumber,
          ...former,
          ...input,
          id: input.accountId,
          active: true,
          customerMasterStatus: 'VALID',
        }
        customers.set(input.accountId, { ...account, createdByKey: created ? idempotencyKey : former?.createdByKey })
        return ok({ account, created })
      },
      deactivateCustomerMaster({ accountId, createdByKey }: { accountId: string; createdByKey: string }) {
        const customer = customers.get(accountId)
        if (customer === undefined) return refuse('NOT_FOUND', 'no customer')
        if (customer.createdByKey !== createdByKey) return refuse('POLICY_VIOLATION', 'not yours')
        const isUsed = [...erpProjects.values()].some(
          ({ erpAccountId, financialStatus }) => erpAccountId === accountId && financialStatus !== 'CLOSED',
        )
        if (isUsed) return refuse('POLICY_VIOLATION', 'a project uses the customer')
        return ok({ account: change(customers, accountId, { active: false, customerMasterStatus: 'INACTIVE' }), created: false })
      },
      createErpProject(input: Record_) {
        const id = String(input.projectId)
        erpProjects.set(id, {
          id,
          erpProjectNumber: `P-${erpProjects.size + 1}`,
          erpAccountId: input.accountId,
          erpContractId: input.contractId,
          legalEntity: { id: input.legalEntityId },
          contractValue: input.contractValue,
          billingRule: { pricingModel: input.pricingModel },
          costCenterCode: input.costCenterCode,
          wbs: input.wbs,
          financialStatus: 'PLANNED',
          budget: null,
          schedule: [],
        })
        return ok({ project: erpProjects.get(id) })
      },
      setProjectFinancialStatus({ projectId, status }: { projectId: string; status: string }) {
        if (!erpProjects.has(projectId)) return refuse('NOT_FOUND', 'no project')
        if (postedProjects.has(projectId)) return refuse('POLICY_VIOLATION', 'something was posted')
        return ok({ project: change(erpProjects, projectId, { financialStatus: status }) })
      },
      reviseBudget({ projectId, lines }: { projectId: string; lines: unknown }) {
        return ok({ project: change(erpProjects, projectId, { budget: { version: 1, lines } }) })
      },
      createBillingSchedule({ projectId, lines }: { projectId: string; lines: unknown }) {
        return ok({ project: change(erpProjects, projectId, { schedule: lines }) })
      },
      cancelBillingSchedule({ projectId }: { projectId: string }) {
        if (!erpProjects.has(projectId)) return refuse('NOT_FOUND', 'no project')
        return ok({ project: change(erpProjects, projectId, { schedule: [] }) })
      },
      supersedeBudget({ projectId }: { projectId: string }) {
        if (!erpProjects.has(projectId)) return refuse('NOT_FOUND', 'no project')
        if (erpProjects.get(projectId)?.budget === null) return refuse('INVALID_STATE', 'no budget')
        return ok({ project: change(erpProjects, projectId, { budget: null }) })
      },
      createPsaProject(input: Record_) {
        const id = String(input.projectId)
        const milestones = input.milestones as readonly { milestoneId: string }[]
        psaProjects.set(id, {
          ...input,
          id,
          status: 'PLANNED',
          account: { id: input.accountId },
          milestones: {
            edges: [],
            nodes: milestones.map(({ milestoneId }) => ({ id: milestoneId })),
            pageInfo: { hasNextPage: false, hasPreviousPage: false },
          },
        })
        return ok({ project: psaProjects.get(id) })
      },
      openDocumentFolder({ projectId }: { projectId: string; contractId: string }) {
        const contract = {
          id: 'doc_1',
          kind: 'CONTRACT',
          title: 'SOW',
          version: 1,
          sha256: 'a'.repeat(64),
          sizeBytes: 1,
          retainUntil: null,
        }
        const folder = { id: `fld_${projectId}`, projectId, documents: { nodes: [contract] }, archivedAt: null }
        folders.set(projectId, folder)
        return ok({ folder })
      },
      archiveDocumentFolder({ projectId }: { projectId: string }) {
        if (!folders.has(projectId)) return refuse('NOT_FOUND', 'no folder')
        return ok({ folder: change(folders, projectId, { archivedAt: '2026-05-26T09:00:00.000Z' }) })
      },
      createStaffingRequests({ projectId, requests }: { projectId: string; requests: readonly Record_[] }) {
        const open = requests.map((request) => ({ ...request, id: request.staffingRequestId, status: 'SUBMITTED' }))
        return ok({ project: change(psaProjects, projectId, { requests: open }) })
      },
      cancelStaffingRequests({ projectId }: { projectId: string }) {
        if (psaProjects.get(projectId)?.requests === undefined) return refuse('NOT_FOUND', 'no requests')
        return ok({ project: change(psaProjects, projectId, { requests: [] }) })
      },
      acknowledgeCrmEvents: ({ eventIds }: { eventIds: readonly string[] }) => acknowledge(news.crm, eventIds),
      acknowledgePsaEvents: ({ eventIds }: { eventIds: readonly string[] }) => acknowledge(news.psa, eventIds),
      setProjectStatus({ projectId, status }: { projectId: string; status: string }) {
        if (!psaProjects.has(projectId)) return refuse('NOT_FOUND', 'no project')
        return ok({ project: change(psaProjects, projectId, { status }) })
      },
    },
  }
}

function acknowledge(news: Map<string, Record_>, eventIds: readonly string[]) {
  for (const id of eventIds) news.delete(id)
  return ok({ acknowledged: eventIds.length })
}

function staffingOf(psa: Record_): Record_ {
  const mandatory = ((psa.requests ?? []) as Record_[]).filter(({ mandatoryForKickoff }) => mandatoryForKickoff === true)
  const open = mandatory.filter(({ status }) => status !== 'FULFILLED')
  return { mandatoryOpen: open.length, mandatoryTotal: mandatory.length, resourcesAssigned: open.length === 0 }
}

/** All roles of a project are booked, and PSA tells so. */
export function bookEverybody({ psaProjects, news }: StandInSystems, projectId: string): void {
  const requests = (psaProjects.get(projectId)?.requests ?? []) as Record_[]
  change(psaProjects, projectId, { requests: requests.map((request) => ({ ...request, status: 'FULFILLED' })) })
  tell(news.psa, 'resources.assigned', projectId)
}

/** The kickoff of a project was held, and PSA tells so. */
export function holdKickoff({ psaProjects, news }: StandInSystems, projectId: string): void {
  change(psaProjects, projectId, { kickoff: { heldAt: '2026-06-01T09:00:00.000Z' } })
  tell(news.psa, 'kickoff.completed', projectId)
}

/** Delivery accepted an opportunity, and CRM tells so. */
export function acceptSale({ news }: StandInSystems, opportunityId: string): void {
  tell(news.crm, 'opportunity.accepted', opportunityId, { opportunityId, acceptedByWorkerId: 'wrk_accountexecutive' })
}

function tell(
  news: Map<string, Record_>,
  type: string,
  subjectId: string,
  facts: Record<string, string> = { projectId: subjectId },
): void {
  const id = `evt_${type}_${subjectId}`
  news.set(id, {
    id,
    type,
    version: 1,
    subjectId,
    payload: Object.entries(facts).map(([name, value]) => ({ name, value })),
    correlationId: 'news',
    actor: 'account_executive',
    occurredAt: '2026-05-26T09:00:00.000Z',
    recordedAt: '2026-05-26T09:00:00.000Z',
  })
}

function change(records: Map<string, Record_>, id: string, fields: Record_): Record_ {
  const before = records.get(id)
  const changed = { ...before, ...fields, ...(typeof before?.revision === 'number' && { revision: before.revision + 1 }) }
  records.set(id, changed)
  return changed
}
