import type { DateText } from '../../../../contracts/wire/values.ts'
import type { Role } from '../../../../policies/index.ts'
import type { BillingFrequency } from '../../../shared/vocabulary.ts'
import type { PricingModel, RegionCode, ServiceType } from '../../port.ts'
import type { SkillCode } from './skills.ts'

/** Standard plan of one kind of engagement. Shares are exact decimal text and add up to 1 over the phases, and over the roles. */
export interface ProjectTemplate {
  readonly code: string
  readonly version: number
  readonly publishedOn: DateText
  readonly name: string
  readonly serviceType: ServiceType
  /** Practice that delivers; also selects the cost centre. */
  readonly practice: string
  /** Role of the firm that answers for the template. */
  readonly ownerRole: Role
  /** Client that it was made for; null for every client. */
  readonly accountId: string | null
  /** Regions that it is for; empty for all. */
  readonly regions: readonly RegionCode[]
  /** Commercial models that it is for; empty for all. */
  readonly pricingModels: readonly PricingModel[]
  /** Contract value in group currency (USD), from (included) and below (excluded); null without bound. */
  readonly valueFrom: string | null
  readonly valueBelow: string | null
  /** How often such engagements are billed where the contract leaves it open; null when it never does. */
  readonly billingFrequency: BillingFrequency | null
  readonly phases: readonly TemplatePhase[]
  readonly milestones: readonly TemplateMilestone[]
  readonly roles: readonly TemplateRole[]
  /** What has to be true before the project may start, for the person who runs the kickoff. */
  readonly kickoffChecklist: readonly string[]
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

/** A seat in the team. */
export interface TemplateRole {
  /** Stable within the template over its versions: staffing requests get their ids from it. */
  readonly key: string
  /** What the person does, for people. */
  readonly name: string
  /** Role of the rate card. */
  readonly role: string
  readonly grade: string
  readonly skills: readonly RequiredSkill[]
  /** Share of the effort, 0 to 1. */
  readonly share: string
  /** Share of the person's capacity, more than 0 up to 1. */
  readonly allocation: string
  /** Whether the kickoff waits until somebody has the seat. */
  readonly mandatoryForKickoff: boolean
  /** `SUBCONTRACTOR`: bought when the sale was made with subcontractors, otherwise own staff. */
  readonly sourcing: 'INTERNAL' | 'SUBCONTRACTOR'
}

export interface RequiredSkill {
  readonly skillCode: SkillCode
  /** 1 knows of it, 5 leads others in it. */
  readonly minimumLevel: number
  /** Without a mandatory skill nobody is a candidate; the others count in the score. */
  readonly mandatory: boolean
}

/** What is true of a template unless it says otherwise. */
export const FOR_EVERYBODY = {
  version: 1,
  ownerRole: 'practice_head',
  accountId: null,
  regions: [],
  pricingModels: [],
  valueFrom: null,
  valueBelow: null,
  billingFrequency: null,
} as const satisfies Partial<ProjectTemplate>

/** Kickoff conditions of every engagement. */
export const KICKOFF_BASICS = [
  'Contract, scope and acceptance criteria read by the whole team',
  'Budget and billing plan agreed with finance',
  'Every mandatory seat of the team is taken',
] as const
