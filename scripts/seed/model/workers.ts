import { PERSONAS } from '../../identity-provider/personas.ts'
import { type Day, day, TODAY } from '../calendar.ts'
import { stratify } from '../distribute.ts'
import { type Draws, drawsOf } from '../random.ts'
import type { SeedCounts } from '../sizes.ts'
import { REGION_SHARES } from './accounts.ts'
import { CONSULTANT_COST_USD, type Entity, entityOf, PRACTICES, type Region, ROLES, type Role, USD_PER_UNIT } from './firm.ts'
import { idOf } from './ids.ts'
import { FAMILY_NAMES, GIVEN_NAMES } from './names.ts'
import { supplierIdOf } from './suppliers.ts'

export interface WorkerFacts {
  readonly id: string
  readonly index: number
  readonly givenName: string
  readonly familyName: string
  readonly kind: 'EMPLOYEE' | 'CONTRACTOR'
  readonly status: 'ACTIVE' | 'ON_LEAVE' | 'TERMINATED'
  readonly jobTitle: string
  readonly role: Role
  readonly practice: string
  readonly department: string
  readonly entity: Entity
  readonly region: Region
  readonly supplierId: string | null
  readonly managerId: string | null
  readonly hiredOn: Day
  readonly terminatedOn: Day | null
  /** Loaded cost of an hour in the currency of the entity, whole minor units. */
  readonly costMinor: number
  /** Whether the person delivers client work. */
  readonly isBillable: boolean
  readonly draws: Draws
}

/** People of the firm in the order of their numbers: first those whom the personas play, then everybody else. */
export function createWorkers({ workers: count, suppliers }: SeedCounts): readonly WorkerFacts[] {
  const people = PERSONAS.filter(({ workerId }) => workerId !== null)
  const regions = stratify('worker region', count, REGION_SHARES)
  const roles = stratify(
    'worker role',
    count,
    ROLES.map((role) => [role, role.share] as const),
  )
  const kinds = stratify('worker kind', count, WORKER_KINDS, new Map(people.map((_, index) => [index, 'EMPLOYEE'] as const)))
  return Array.from({ length: count }, (_, position): WorkerFacts => {
    const persona = people[position]
    const index = position + 1
    const draws = drawsOf('worker', index)
    const region = persona === undefined ? (regions[position] as Region) : (PERSONA_REGION[persona.name] ?? 'DACH')
    const role = persona === undefined ? (roles[position] as Role) : (ROLES[3] as Role)
    const kind = kinds[position] ?? 'EMPLOYEE'
    const entity = entityOf(region)
    const [givenName = '', familyName = ''] = persona?.displayName.split(' ') ?? [
      draws.pick('given name', GIVEN_NAMES),
      draws.pick('family name', FAMILY_NAMES),
    ]
    const isTerminated = persona === undefined && draws.chance('terminated', 0.04)
    const practice = draws.pick('practice', PRACTICES)
    return {
      id: persona?.workerId ?? idOf('Worker', index),
      index,
      givenName,
      familyName,
      kind,
      status: isTerminated ? 'TERMINATED' : persona === undefined && draws.chance('leave', 0.03) ? 'ON_LEAVE' : 'ACTIVE',
      jobTitle: persona === undefined ? `${role.name}, ${practice}` : titleOf(persona.name),
      role,
      practice,
      department: persona === undefined ? 'Delivery' : (PERSONA_DEPARTMENT[persona.name] ?? 'Delivery'),
      entity,
      region,
      supplierId: kind === 'CONTRACTOR' ? supplierIdOf(draws.int('supplier', 1, Math.min(suppliers, 8))) : null,
      managerId: persona === undefined ? 'wrk_deliverydirector' : persona.name === 'executive' ? null : 'wrk_executive',
      hiredOn: persona === undefined ? draws.int('hired', day('2016-01-01'), day('2025-02-01')) : day('2018-04-01'),
      terminatedOn: isTerminated ? TODAY - draws.int('terminated on', 20, 200) : null,
      costMinor: costOf(region, role, entity.currency, draws),
      isBillable: persona === undefined || persona.name === 'consultant',
      draws,
    }
  })
}

const WORKER_KINDS: readonly (readonly ['EMPLOYEE' | 'CONTRACTOR', number])[] = [
  ['EMPLOYEE', 85],
  ['CONTRACTOR', 15],
]

function costOf(region: Region, role: Role, currency: string, draws: Draws): number {
  const usd = CONSULTANT_COST_USD[region] * role.factor * draws.normal('cost', 1, 0.06)
  return Math.round((usd / (USD_PER_UNIT[currency] ?? 1)) * 100)
}

const PERSONA_REGION: Readonly<Record<string, Region>> = {
  executive: 'NA',
  architect: 'IND',
  region_head: 'LATAM',
  auditor: 'NA',
  partner_manager: 'NA',
  resource_manager: 'UKI',
  delivery_director: 'UKI',
  general_counsel: 'NA',
  cfo: 'NA',
  practice_head: 'UKI',
  coo: 'UKI',
}

const PERSONA_DEPARTMENT: Readonly<Record<string, string>> = {
  account_executive: 'Sales',
  legal: 'Legal',
  head_of_legal: 'Legal',
  general_counsel: 'Legal',
  finance_controller: 'Finance',
  cfo: 'Finance',
  billing_specialist: 'Finance',
  hr_partner: 'People',
  procurement_buyer: 'Procurement',
  customer_success: 'Customer Success',
  executive: 'Board',
  coo: 'Board',
  architect: 'Technology',
  auditor: 'Audit',
  partner_manager: 'Partnerships',
}

/** `finance_controller` becomes `Finance controller`; initials of an office stay initials. */
function titleOf(persona: string): string {
  const initials: Readonly<Record<string, string>> = { cfo: 'CFO', coo: 'COO' }
  return initials[persona] ?? (persona.charAt(0).toUpperCase() + persona.slice(1)).replaceAll('_', ' ')
}
