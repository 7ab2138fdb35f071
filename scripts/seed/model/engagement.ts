import { dateText, decimal, type Money, money } from '../../../contracts/wire/values.ts'
import { createProjectPlan, type ProjectPlan } from '../../../subgraphs/delivery/rules/project-plan.ts'
import { selectTemplate } from '../../../subgraphs/delivery/rules/select-template.ts'
import { splitExactly } from '../../../subgraphs/delivery/rules/split.ts'
import type { ProjectTemplate } from '../../../subgraphs/delivery/rules/templates/project-template.ts'
import { text } from '../amounts.ts'
import { dateOf } from '../calendar.ts'
import { CONSULTANT_COST_USD, ROLES, USD_PER_UNIT } from './firm.ts'
import type { SaleFacts } from './sales.ts'

/** Milestone as the contract words it. */
export interface ContractedMilestone {
  readonly id: string
  readonly name: string
  readonly dueDate: string
  readonly amount: Money | null
}

/** What the client was promised, and how the firm means to deliver it. */
export interface Engagement {
  readonly template: ProjectTemplate
  readonly contracted: readonly ContractedMilestone[]
  readonly plan: ProjectPlan
}

/** Plans a project with the rules of the orchestration itself, so that seeded and live projects look alike. */
export function createEngagement(project: { readonly id: string; readonly code: string; readonly sale: SaleFacts }): Engagement {
  const { sale } = project
  const value = money(text(sale.valueMinor), sale.currency)
  const selection = selectTemplate({
    serviceType: sale.serviceType,
    region: sale.account.region,
    pricingModel: sale.pricing,
    value,
    accountId: sale.account.id,
  })
  if (selection === null) throw new Error(`no template for ${sale.serviceType}`)
  const { template } = selection
  const contracted = contractedMilestones(sale)
  const plan = createProjectPlan({
    projectId: project.id,
    projectCode: project.code,
    template,
    plannedStart: dateText(dateOf(sale.start)),
    plannedEnd: dateText(dateOf(sale.end)),
    plannedHours: decimal(`${sale.hours}`),
    value,
    pricingModel: sale.pricing,
    estimatedMargin: decimal(sale.margin),
    contractedMilestones: contracted.map(({ dueDate, ...rest }) => ({ ...rest, dueDate: dateText(dueDate) })),
  })
  return { template, contracted, plan }
}

/** A contract that is billed by milestones names them with amounts that add up to its value; others name the last day. */
export function contractedMilestones({
  pricing,
  valueMinor,
  currency,
  start,
  end,
  draws,
}: SaleFacts): readonly ContractedMilestone[] {
  if (pricing !== 'MILESTONE') return [{ id: 'm1', name: 'Completion', dueDate: dateOf(end), amount: null }]
  const count = Math.min(9, Math.max(3, 1 + draws.poisson('milestones', 4)))
  const shares = Array.from({ length: count }, (_, index) => String(draws.int(`milestone share ${index}`, 2, 5)))
  const amounts = splitExactly(text(valueMinor), shares, 2)
  return amounts.map((amount, index) => ({
    id: `m${index + 1}`,
    name: index === count - 1 ? 'Final acceptance' : `${STAGES[index % STAGES.length]} accepted`,
    dueDate: dateOf(start + Math.round(((end - start) * (index + 1)) / count)),
    amount: { amount, currency: money('0', currency).currency },
  }))
}

const STAGES = [
  'Design',
  'Prototype',
  'First release',
  'Integration',
  'Migration',
  'Second release',
  'Pilot',
  'Roll-out',
] as const

/** Bill rate of an hour of each role, whole units of the currency, in minor units. */
export function rateCardOf({ entity, currency, margin }: SaleFacts): ReadonlyMap<string, number> {
  const consultant = CONSULTANT_COST_USD[entity.region] / (1 - Number(margin)) / (USD_PER_UNIT[currency] ?? 1)
  return new Map(ROLES.map(({ name, factor }) => [name, Math.max(1, Math.round(consultant * factor)) * 100]))
}
