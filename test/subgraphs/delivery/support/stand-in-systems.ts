/** Records of the stand-in: what CRM, ERP and PSA hold. Plain objects in the shape of the graph. */
export interface StandInSystems {
  readonly opportunities: Map<string, Record_>
  readonly contracts: Map<string, Record_>
  readonly customers: Map<string, Record_>
  readonly erpProjects: Map<string, Record_>
  readonly psaProjects: Map<string, Record_>
  /** Posted projects cannot be closed by an undo. */
  readonly postedProjects: Set<string>
  readonly queries: Readonly<Record<string, (args: never) => unknown>>
  readonly mutations: Readonly<Record<string, (input: never) => unknown>>
}

type Record_ = Record<string, unknown>

const ok = (fields: Record_) => ({ replayed: false, userErrors: [], ...fields })
const refuse = (code: string, message: string, rule?: string) => ({
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
  const postedProjects = new Set<string>()

  const project = ({ id }: { id: string }) => {
    const psa = psaProjects.get(id)
    if (psa === undefined) return null
    const opportunity = [...opportunities.values()].find((each) => (each.project as Record_ | null)?.id === id) ?? null
    const contractId = (opportunity?.contract as Record_ | undefined)?.id as string | undefined
    return { ...erpProjects.get(id), ...psa, opportunity, contract: contracts.get(contractId ?? '') ?? null }
  }

  return {
    opportunities,
    contracts,
    customers,
    erpProjects,
    psaProjects,
    postedProjects,
    queries: {
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
      recordContractApproval(input: { contractId: string; legalApproverId: string; financeApproverId: string }) {
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
      upsertCustomerMaster(input: { accountId: string; taxNumber: string | null; idempotencyKey: string }) {
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
          id: input.accountId,
          taxNumber: input.taxNumber,
          active: true,
          customerMasterStatus: 'VALID',
        }
        customers.set(input.accountId, { ...account, createdByKey: created ? input.idempotencyKey : former?.createdByKey })
        return ok({ account, created })
      },
      deactivateCustomerMaster({ accountId, createdByKey }: { accountId: string; createdByKey: string }) {
        const customer = customers.get(accountId)
        if (customer === undefined) return refuse('NOT_FOUND', 'no customer')
        if (customer.createdByKey !== createdByKey) return refuse('POLICY_VIOLATION', 'not yours')
        const isUsed = [...erpProjects.values()].some(({ erpAccountId }) => erpAccountId === accountId)
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
      setProjectStatus({ projectId, status }: { projectId: string; status: string }) {
        if (!psaProjects.has(projectId)) return refuse('NOT_FOUND', 'no project')
        return ok({ project: change(psaProjects, projectId, { status }) })
      },
    },
  }
}

function change(records: Map<string, Record_>, id: string, fields: Record_): Record_ {
  const changed = { ...records.get(id), ...fields }
  records.set(id, changed)
  return changed
}
