import { decimal } from '../../../contracts/wire/values.ts'
import { createProjectPlan, type PlanInput, type ProjectPlan } from '../rules/project-plan.ts'
import { PROJECT_TEMPLATES } from '../rules/templates.ts'
import type { StepContext } from './step.ts'

/**
 * The one plan of the run. Every step that needs it makes it again from what was agreed, and gets the same: so ERP and PSA
 * cannot be given different ones.
 */
export function planOf({ resultOf }: Pick<StepContext, 'resultOf'>): { readonly input: PlanInput; readonly plan: ProjectPlan } {
  const sale = resultOf('H01')
  const contract = resultOf('H02')
  const { projectId, code, templateCode } = resultOf('H09')
  const template = PROJECT_TEMPLATES.find((each) => each.code === templateCode)
  if (template === undefined) throw new Error(`the template ${templateCode} of a running handoff is gone`)
  // What was promised to the client counts; the term of the contract when nothing was.
  const hasPromise = sale.plannedStart !== null && sale.plannedEnd !== null && sale.plannedStart <= sale.plannedEnd
  const input: PlanInput = {
    projectId,
    projectCode: code,
    template,
    plannedStart: hasPromise && sale.plannedStart !== null ? sale.plannedStart : contract.effectiveFrom,
    plannedEnd: hasPromise && sale.plannedEnd !== null ? sale.plannedEnd : contract.effectiveTo,
    plannedHours: sale.plannedHours,
    value: contract.totalValue,
    pricingModel: contract.pricingModel,
    // CC-17 is blocking: a sale without a margin does not get here.
    estimatedMargin: sale.estimatedMargin ?? decimal('0'),
    contractedMilestones: contract.milestones,
  }
  return { input, plan: createProjectPlan(input) }
}
