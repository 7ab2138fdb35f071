import { Decimal } from 'decimal.js'
import type { Money } from '../../../contracts/wire/values.ts'
import type { PricingModel, RegionCode, ServiceType } from '../port.ts'
import { PLANNING_RATE_USD } from './region-data.ts'
import { PROJECT_TEMPLATES, type ProjectTemplate } from './templates.ts'

export interface TemplateQuestion {
  readonly serviceType: ServiceType
  readonly region: RegionCode
  readonly pricingModel: PricingModel
  readonly value: Money
}

/**
 * The template that fits best: of those that match, the one with the most conditions (region before commercial model before
 * value range); then the newest version; then the first code in the alphabet. Null when none matches.
 */
export function selectTemplate(
  question: TemplateQuestion,
  templates: readonly ProjectTemplate[] = PROJECT_TEMPLATES,
): ProjectTemplate | null {
  const [best] = templates
    .filter((template) => isMatch(template, question))
    .toSorted(
      (a, b) => specificity(b) - specificity(a) || b.version - a.version || (a.code < b.code ? -1 : Number(a.code > b.code)),
    )
  return best ?? null
}

function isMatch(template: ProjectTemplate, { serviceType, region, pricingModel, value }: TemplateQuestion): boolean {
  const { regions, pricingModels, valueFrom, valueBelow } = template
  // An exact table of daily rates would make the choice depend on the day; planning rates make it repeatable.
  const groupValue = new Decimal(value.amount).times(PLANNING_RATE_USD[value.currency] ?? '1')
  return (
    template.serviceType === serviceType &&
    (regions.length === 0 || regions.includes(region)) &&
    (pricingModels.length === 0 || pricingModels.includes(pricingModel)) &&
    (valueFrom === null || groupValue.greaterThanOrEqualTo(valueFrom)) &&
    (valueBelow === null || groupValue.lessThan(valueBelow))
  )
}

function specificity({ regions, pricingModels, valueFrom, valueBelow }: ProjectTemplate): number {
  const hasRange = valueFrom !== null || valueBelow !== null
  return Number(regions.length > 0) * 4 + Number(pricingModels.length > 0) * 2 + Number(hasRange)
}
