import { StepFailure } from '../failure.ts'
import { selectTemplate, type TemplateQuestion, type TemplateSelection } from '../rules/select-template.ts'
import { templateFacts } from '../rules/template-facts.ts'
import type { ProjectTemplate } from '../rules/templates/project-template.ts'
import type { StepContext } from './step.ts'

type Results = Pick<StepContext, 'resultOf'>

/** The template that the rules select for the engagement. @throws StepFailure when none fits. */
export function templateFor(context: Results): TemplateSelection {
  const question = questionOf(context)
  const selection = selectTemplate(question)
  if (selection !== null) return selection
  throw new StepFailure({
    code: 'TEMPLATE_MISSING',
    category: 'BUSINESS_RULE',
    message: `No project template fits an engagement of type ${question.serviceType}.`,
    system: 'DELIVERY',
  })
}

/** How a template is put before the person who decides on it; that of the rules unless another one was chosen. */
export function describeTemplate(
  context: Results,
  chosen: ProjectTemplate | null = null,
): { readonly title: string; readonly facts: Readonly<Record<string, string>> } {
  const selection = templateFor(context)
  const template = chosen ?? selection.template
  return {
    title: `Template ${template.code} for ${context.resultOf('H01').name}`,
    facts: templateFacts(questionOf(context), selection, template),
  }
}

function questionOf({ resultOf }: Results): TemplateQuestion {
  const { serviceType, region, accountId } = resultOf('H01')
  const { pricingModel, totalValue } = resultOf('H02')
  return { serviceType, region, pricingModel, value: totalValue, accountId }
}
