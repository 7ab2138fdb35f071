import { currency, type DecimalText, decimal } from '../../../contracts/wire/values.ts'
import { type Condition, conditionsOf, ruleOf } from '../rules/select-template.ts'
import type { ProjectTemplate as Template } from '../rules/templates/project-template.ts'
import { templateWithId } from '../rules/templates.ts'
import type {
  ProjectTemplateResolvers,
  TemplateCondition,
  TemplateMilestoneResolvers,
  TemplatePhaseResolvers,
  TemplateRoleResolvers,
} from '../schema.generated.ts'
import { reference } from './present.ts'

export const ProjectTemplate: ProjectTemplateResolvers = {
  __resolveReference: ({ id }) => templateWithId(id),
  id: ({ code, version }) => `${code}@${version}`,
  rule: (template) => ruleOf(template).rule,
  priority: (template) => ruleOf(template).priority,
  conditions: (template) => conditionsOf(template).map((condition) => CONDITION[condition]),
  account: ({ accountId }) => reference('Account', accountId),
  minimumValue: ({ valueFrom }) => inGroupCurrency(valueFrom),
  maximumValue: ({ valueBelow }) => inGroupCurrency(valueBelow),
}

export const TemplatePhase: TemplatePhaseResolvers = { share: ({ share }) => decimal(share) }

export const TemplateMilestone: TemplateMilestoneResolvers = {
  offset: ({ offset }) => decimal(offset),
  billableShare: ({ billableShare }) => decimal(billableShare),
  gate: ({ kind }) => kind === 'GATE',
}

export const TemplateRole: TemplateRoleResolvers = { share: ({ share }) => decimal(share) }

const CONDITION: { readonly [Of in Condition]: TemplateCondition } = {
  serviceType: 'SERVICE_TYPE',
  accountId: 'ACCOUNT',
  region: 'REGION',
  pricingModel: 'PRICING_MODEL',
  value: 'VALUE',
}

const inGroupCurrency = (amount: Template['valueFrom']): { amount: DecimalText; currency: ReturnType<typeof currency> } | null =>
  amount === null ? null : { amount: decimal(amount), currency: currency('USD') }
