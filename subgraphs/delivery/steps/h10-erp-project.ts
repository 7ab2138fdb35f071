import { StepFailure } from '../failure.ts'
import type { CostCenterAnswer } from '../graph/answers.ts'
import { accepted, undone } from '../graph/error-categories.ts'
import { planOf } from './plan-of.ts'
import { defineStep } from './step.ts'

/** Creates the financial project, closed for posting, with its billing rule and the phases as work breakdown structure. */
export const createErpProject = defineStep({
  key: 'H10',
  async do(context) {
    const { run, graph, idempotencyKey, resultOf } = context
    const call = { system: 'ERP', correlationId: run.correlationId } as const
    const { accountId, contractId, legalEntityId } = resultOf('H01')
    const { billing, pricingModel, totalValue } = resultOf('H02')
    const { input, plan } = planOf(context)
    const { costCenters } = await graph.run('ReadCostCenters', { legalEntityId }, call)
    const { createErpProject } = await graph.run(
      'CreateErpProject',
      {
        input: {
          idempotencyKey,
          projectId: input.projectId,
          accountId,
          contractId,
          legalEntityId,
          costCenterCode: chooseCostCenter(costCenters?.nodes ?? [], input.template.practice),
          billingType: billing.schedule,
          pricingModel,
          billingFrequency: billing.frequency,
          contractValue: totalValue,
          notToExceed: billing.notToExceed,
          wbs: plan.phases.map(({ wbsCode, name }) => ({ code: wbsCode, name, parentCode: null, billable: true })),
        },
      },
      call,
    )
    const projectNumber = accepted(createErpProject, 'ERP').project?.erpProjectNumber ?? null
    return { result: { projectNumber }, externalReference: projectNumber }
  },
  async undo({ run, graph, idempotencyKey, resultOf }) {
    const input = {
      idempotencyKey: `${idempotencyKey}:undo`,
      projectId: resultOf('H09').projectId,
      status: 'CLOSED',
      reason: `Handoff ${run.key} was undone`,
    } as const
    const { setProjectFinancialStatus } = await graph.run(
      'SetProjectFinancialStatus',
      { input },
      { system: 'ERP', correlationId: run.correlationId },
    )
    // Refused when something was posted: that is for an operator, never swallowed.
    undone(setProjectFinancialStatus, 'ERP', ['NOT_FOUND'])
    return {}
  },
})

/** The cost centre of the practice; else one of the whole entity; else the first that is active. */
function chooseCostCenter(centers: readonly CostCenterAnswer[], practice: string): string {
  const active = centers.filter((center) => center.active)
  const chosen =
    active.find((center) => center.practice === practice) ?? active.find((center) => center.practice === null) ?? active[0]
  if (chosen !== undefined) return chosen.code
  throw new StepFailure({
    code: 'COST_CENTER_MISSING',
    category: 'MASTER_DATA',
    message: 'The contracting entity has no active cost centre.',
    system: 'ERP',
  })
}
