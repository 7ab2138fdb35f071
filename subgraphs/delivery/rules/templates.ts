import type { PricingModel, RegionCode, ServiceType } from '../port.ts'

/** Standard plan of one kind of engagement. Shares are exact decimal text and add up to 1 over the phases. */
export interface ProjectTemplate {
  readonly code: string
  readonly version: number
  readonly name: string
  readonly serviceType: ServiceType
  /** Practice that delivers; also selects the cost centre. */
  readonly practice: string
  /** Regions that it is for; empty for all. */
  readonly regions: readonly RegionCode[]
  /** Commercial models that it is for; empty for all. */
  readonly pricingModels: readonly PricingModel[]
  /** Contract value in group currency (USD), from (included) and below (excluded); null without bound. */
  readonly valueFrom: string | null
  readonly valueBelow: string | null
  readonly phases: readonly TemplatePhase[]
  readonly milestones: readonly TemplateMilestone[]
}

export interface TemplatePhase {
  readonly name: string
  /** Share of duration and effort, 0 to 1. */
  readonly share: string
  readonly tasks: readonly string[]
}

export interface TemplateMilestone {
  readonly name: string
  readonly kind: 'DELIVERY' | 'PAYMENT' | 'GATE' | 'GO_LIVE' | 'CLOSURE'
  /** Position in the duration, 0 to 1. */
  readonly offset: string
  /** Share of the contract value that a fixed fee bills at this point, 0 to 1. */
  readonly billableShare: string
}

const EVERYWHERE = { version: 1, regions: [], pricingModels: [], valueFrom: null, valueBelow: null } as const

const IMPLEMENTATION_PHASES: readonly TemplatePhase[] = [
  { name: 'Mobilise', share: '0.10', tasks: ['Project charter', 'Environment access'] },
  { name: 'Design', share: '0.25', tasks: ['Process workshops', 'Solution design'] },
  { name: 'Build', share: '0.35', tasks: ['Configuration', 'Integrations', 'Data migration'] },
  { name: 'Test', share: '0.20', tasks: ['System test', 'User acceptance test'] },
  { name: 'Deploy', share: '0.10', tasks: ['Cut-over', 'Hypercare'] },
]

export const PROJECT_TEMPLATES: readonly ProjectTemplate[] = [
  {
    ...EVERYWHERE,
    code: 'IMPL-LITE',
    name: 'Small software implementation',
    serviceType: 'SOFTWARE_IMPLEMENTATION',
    practice: 'Enterprise Applications',
    valueBelow: '150000',
    phases: [
      { name: 'Design', share: '0.25', tasks: ['Fit-gap workshop'] },
      { name: 'Build', share: '0.50', tasks: ['Configuration', 'Data migration'] },
      { name: 'Deploy', share: '0.25', tasks: ['User acceptance test', 'Cut-over'] },
    ],
    milestones: [
      { name: 'Design approved', kind: 'DELIVERY', offset: '0.25', billableShare: '0.40' },
      { name: 'Go-live', kind: 'GO_LIVE', offset: '1', billableShare: '0.60' },
    ],
  },
  {
    ...EVERYWHERE,
    code: 'IMPL-STD',
    name: 'Software implementation',
    serviceType: 'SOFTWARE_IMPLEMENTATION',
    practice: 'Enterprise Applications',
    valueFrom: '150000',
    valueBelow: '1000000',
    phases: IMPLEMENTATION_PHASES,
    milestones: [
      { name: 'Design approved', kind: 'DELIVERY', offset: '0.35', billableShare: '0.30' },
      { name: 'Build complete', kind: 'DELIVERY', offset: '0.70', billableShare: '0.30' },
      { name: 'Acceptance test passed', kind: 'DELIVERY', offset: '0.90', billableShare: '0.20' },
      { name: 'Go-live', kind: 'GO_LIVE', offset: '1', billableShare: '0.20' },
    ],
  },
  {
    ...EVERYWHERE,
    code: 'IMPL-ENT',
    name: 'Enterprise software implementation with steering gates',
    serviceType: 'SOFTWARE_IMPLEMENTATION',
    practice: 'Enterprise Applications',
    valueFrom: '1000000',
    phases: IMPLEMENTATION_PHASES,
    milestones: [
      { name: 'Steering gate: mobilised', kind: 'GATE', offset: '0.10', billableShare: '0.10' },
      { name: 'Design approved', kind: 'DELIVERY', offset: '0.35', billableShare: '0.25' },
      { name: 'Steering gate: build complete', kind: 'GATE', offset: '0.70', billableShare: '0.25' },
      { name: 'Acceptance test passed', kind: 'DELIVERY', offset: '0.90', billableShare: '0.20' },
      { name: 'Go-live', kind: 'GO_LIVE', offset: '1', billableShare: '0.20' },
    ],
  },
  {
    ...EVERYWHERE,
    code: 'MSV-STD',
    name: 'Managed service with quarterly service reviews',
    serviceType: 'MANAGED_SERVICES',
    practice: 'Managed Services',
    phases: [
      { name: 'Transition', share: '0.15', tasks: ['Knowledge transfer', 'Service acceptance'] },
      { name: 'Operate', share: '0.85', tasks: ['Service desk', 'Continuous improvement'] },
    ],
    milestones: [
      { name: 'Transition complete', kind: 'DELIVERY', offset: '0.15', billableShare: '0' },
      { name: 'Service review 1', kind: 'GATE', offset: '0.25', billableShare: '0' },
      { name: 'Service review 2', kind: 'GATE', offset: '0.50', billableShare: '0' },
      { name: 'Service review 3', kind: 'GATE', offset: '0.75', billableShare: '0' },
      { name: 'Service review 4', kind: 'GATE', offset: '1', billableShare: '0' },
    ],
  },
  {
    ...EVERYWHERE,
    code: 'ADV-STD',
    name: 'Advisory engagement',
    serviceType: 'STRATEGIC_ADVISORY',
    practice: 'Advisory',
    phases: [
      { name: 'Diagnose', share: '0.30', tasks: ['Interviews', 'Data analysis'] },
      { name: 'Develop', share: '0.45', tasks: ['Options', 'Business case'] },
      { name: 'Recommend', share: '0.25', tasks: ['Road map', 'Board paper'] },
    ],
    milestones: [
      { name: 'Findings presented', kind: 'DELIVERY', offset: '0.30', billableShare: '0.30' },
      { name: 'Options presented', kind: 'DELIVERY', offset: '0.75', billableShare: '0.40' },
      { name: 'Recommendation accepted', kind: 'DELIVERY', offset: '1', billableShare: '0.30' },
    ],
  },
  {
    ...EVERYWHERE,
    code: 'DEV-AGILE',
    name: 'Bespoke development in sprints',
    serviceType: 'CUSTOM_DEVELOPMENT',
    practice: 'Digital Engineering',
    phases: [
      { name: 'Inception', share: '0.15', tasks: ['Story map', 'Architecture'] },
      { name: 'Sprints', share: '0.70', tasks: ['Development', 'Automated tests', 'Reviews'] },
      { name: 'Release', share: '0.15', tasks: ['Hardening', 'Handover'] },
    ],
    milestones: [
      { name: 'Increment 1 accepted', kind: 'DELIVERY', offset: '0.32', billableShare: '0.20' },
      { name: 'Increment 2 accepted', kind: 'DELIVERY', offset: '0.50', billableShare: '0.20' },
      { name: 'Increment 3 accepted', kind: 'DELIVERY', offset: '0.67', billableShare: '0.20' },
      { name: 'Increment 4 accepted', kind: 'DELIVERY', offset: '0.85', billableShare: '0.20' },
      { name: 'Release accepted', kind: 'GO_LIVE', offset: '1', billableShare: '0.20' },
    ],
  },
  {
    ...EVERYWHERE,
    code: 'STAFF-AUG',
    name: 'Named capacity, billed by weekly time',
    serviceType: 'STAFF_AUGMENTATION',
    practice: 'Talent Solutions',
    phases: [{ name: 'Delivery', share: '1', tasks: ['Client work'] }],
    milestones: [],
  },
  {
    ...EVERYWHERE,
    code: 'TRAIN-STD',
    name: 'Training and enablement',
    serviceType: 'TRAINING',
    practice: 'Enablement',
    phases: [
      { name: 'Prepare', share: '0.40', tasks: ['Curriculum', 'Material'] },
      { name: 'Deliver', share: '0.60', tasks: ['Courses', 'Evaluation'] },
    ],
    milestones: [
      { name: 'Curriculum approved', kind: 'DELIVERY', offset: '0.40', billableShare: '0.30' },
      { name: 'Courses delivered', kind: 'DELIVERY', offset: '1', billableShare: '0.70' },
    ],
  },
]
