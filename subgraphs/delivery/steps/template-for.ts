import { StepFailure } from '../failure.ts'
import { selectTemplate, type TemplateSelection } from '../rules/select-template.ts'
import type { StepContext } from './step.ts'

/** The template that the rules select for the engagement. @throws StepFailure when none fits. */
export function templateFor({ resultOf }: Pick<StepContext, 'resultOf'>): TemplateSelection {
  const { serviceType, region, accountId } = resultOf('H01')
  const { pricingModel, totalValue } = resultOf('H02')
  const selection = selectTemplate({ serviceType, region, pricingModel, value: totalValue, accountId })
  if (selection !== null) return selection
  throw new StepFailure({
    code: 'TEMPLATE_MISSING',
    category: 'BUSINESS_RULE',
    message: `No project template fits an engagement of type ${serviceType}.`,
    system: 'DELIVERY',
  })
}
