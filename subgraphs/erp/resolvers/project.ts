import type { ErpContext } from '../context.ts'
import type { FinancialProject, ProjectFigures } from '../port.ts'
import type { ProjectResolvers } from '../schema.generated.ts'

/** The ERP's part of a project; every field is null while the project is not set up there. */
export const Project: ProjectResolvers = {
  __resolveReference: ({ id }) => ({ __typename: 'Project', id }),
  erpProjectNumber: fromProject((project) => project.erpProjectNumber),
  erpAccountId: fromProject((project) => project.accountId),
  erpContractId: fromProject((project) => project.contractId),
  financialStatus: fromProject((project) => project.financialStatus),
  financialStatusReason: fromProject((project) => project.financialStatusReason),
  legalEntity: fromProject(({ legalEntityId }, { legalEntities }) => legalEntities.byId(legalEntityId)),
  costCenter: fromProject(({ costCenterId }, { costCenters }) => costCenters.byId(costCenterId)),
  billingRule: fromProject(({ billingType, pricingModel, billingFrequency, notToExceed }) => ({
    type: billingType,
    pricingModel,
    frequency: billingFrequency,
    notToExceed,
  })),
  wbs: fromProject((project) => project.wbs),
  contractValue: fromProject((project) => project.contractValue),
  budget: async ({ id }, _, { budgets }) =>
    (await budgets.byKey('projectId', id)).find(({ status }) => status === 'APPROVED') ?? null,
  budgetHistory: fromProject(async ({ id }, { budgets }) =>
    (await budgets.byKey('projectId', id)).toSorted((a, b) => a.version - b.version),
  ),
  actuals: ({ id }, _, { figures }) => figures.load(id),
  billedToDate: fromFigures((figures) => figures.billed),
  unbilled: fromFigures((figures) => figures.unbilled),
  recognizedRevenue: fromFigures((figures) => figures.revenue),
  costToDate: fromFigures((figures) => figures.cost),
  marginToDate: fromFigures((figures) => figures.margin),
  billingSchedule: fromProject(async ({ id }, { scheduleLines }) =>
    (await scheduleLines.byKey('projectId', id)).toSorted((a, b) => a.position - b.position),
  ),
  charges: ({ id }, request, { charges }) => charges.pageByKey('projectId', id, request),
  invoices: ({ id }, request, { invoices }) => invoices.pageByKey('projectId', id, request),
}

function fromProject<Value>(pick: (project: FinancialProject, context: ErpContext) => Value) {
  return async ({ id }: { readonly id: string }, _: unknown, context: ErpContext): Promise<Awaited<Value> | null> => {
    const project = await context.projects.byId(id)
    return project === null ? null : await pick(project, context)
  }
}

function fromFigures<Value>(pick: (figures: ProjectFigures) => Value) {
  return async ({ id }: { readonly id: string }, _: unknown, context: ErpContext): Promise<Value | null> => {
    const figures = await context.figures.load(id)
    return figures === null ? null : pick(figures)
  }
}
