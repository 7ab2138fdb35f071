import type { Role } from '../../../policies/index.ts'

/** Upper limit of each band but the last, included, in the currency of the entity. Illustrative configuration. */
interface ContractBands {
  /** Null for the policy of the group, which every entity has that has none of its own. */
  readonly entityCode: string | null
  readonly currency: string
  readonly a: string
  readonly b: string
  readonly c: string
}

/** Bands of contract values. */
export const CONTRACT_BANDS: readonly ContractBands[] = [
  { entityCode: 'US01', currency: 'USD', a: '25000', b: '150000', c: '750000' },
  { entityCode: 'GB01', currency: 'GBP', a: '20000', b: '120000', c: '600000' },
  { entityCode: 'DE01', currency: 'EUR', a: '20000', b: '125000', c: '650000' },
  { entityCode: 'IN01', currency: 'INR', a: '1500000', b: '8000000', c: '40000000' },
  { entityCode: 'BR01', currency: 'BRL', a: '75000', b: '500000', c: '2500000' },
  { entityCode: 'SG01', currency: 'SGD', a: '30000', b: '180000', c: '900000' },
  { entityCode: null, currency: 'USD', a: '25000', b: '150000', c: '750000' },
]

/** A purchase of this share of a contract value needs the same people. */
export const PROCUREMENT_SHARE = '0.4'

/** One decision of a route. */
export interface ApprovalLevel {
  /** Position, from 1. */
  readonly level: number
  readonly role: Role
  /** Time to decide, in business hours of the region. */
  readonly slaBusinessHours: number
  /** Roles that take over at the first, second ... deadline that passes; empty when nobody can. */
  readonly escalateTo: readonly Role[]
}

/** A role that decides, with its time and its deputies; the level comes from its place in the route. */
type Decider = Omit<ApprovalLevel, 'level'>

export const LEGAL: Decider = { role: 'legal', slaBusinessHours: 16, escalateTo: ['head_of_legal', 'general_counsel'] }
export const DELIVERY_OPS: Decider = { role: 'delivery_ops', slaBusinessHours: 8, escalateTo: ['delivery_director'] }
export const PROJECT_MANAGER: Decider = { role: 'project_manager', slaBusinessHours: 8, escalateTo: ['delivery_director'] }
export const CONTROLLER: Decider = { role: 'finance_controller', slaBusinessHours: 8, escalateTo: ['cfo'] }
export const REGION_HEAD: Decider = { role: 'region_head', slaBusinessHours: 16, escalateTo: ['coo'] }
/** Whoever decided on one level cannot decide on the next: a CFO who stood in for the controller leaves this one to the COO. */
export const CFO: Decider = { role: 'cfo', slaBusinessHours: 24, escalateTo: ['coo'] }

/** The deciders one after the other, numbered. */
export const inOrder = (...deciders: readonly Decider[]): readonly ApprovalLevel[] =>
  deciders.map((decider, index) => ({ level: index + 1, ...decider }))
