import { type Day, TODAY } from '../calendar.ts'
import { apportion, stratify } from '../distribute.ts'
import { drawsOf } from '../random.ts'
import type { SeedCounts } from '../sizes.ts'
import { STORY_PROJECTS } from '../stories/projects.ts'
import type { AccountFacts } from './accounts.ts'
import { USD_PER_UNIT } from './firm.ts'
import { idOf } from './ids.ts'
import type { ProjectStatus } from './project-status.ts'
import {
  createSale,
  isRecurring,
  PRICING_SHARES,
  type PricingModel,
  type SaleFacts,
  SERVICE_SHARES,
  type ServiceType,
} from './sales.ts'

/** A project with the sale that it comes from. */
export interface ProjectFacts {
  readonly id: string
  /** Position, from 1. */
  readonly index: number
  readonly code: string
  readonly status: ProjectStatus
  readonly sale: SaleFacts
  readonly opportunityId: string
  readonly contractId: string
  readonly managerId: string
}

const STATUS_SHARES: readonly (readonly [ProjectStatus, number])[] = [
  ['PLANNED', 8],
  ['MOBILISING', 7],
  ['IN_PROGRESS', 45],
  ['ON_HOLD', 4],
  ['COMPLETED', 6],
  ['CLOSED', 27],
  ['CANCELLED', 3],
]

/** The first project is running and complete, so that the first page of any list shows everything a project can have. */
const FIRST_PROJECT: readonly [ProjectStatus, PricingModel, ServiceType] = [
  'IN_PROGRESS',
  'TIME_AND_MATERIALS',
  'SOFTWARE_IMPLEMENTATION',
]

export function createProjects(
  counts: SeedCounts,
  accounts: readonly AccountFacts[],
  workerIds: readonly string[],
): readonly ProjectFacts[] {
  const drawn = counts.projects - STORY_PROJECTS.length
  const statuses = stratify('project status', drawn, STATUS_SHARES, new Map([[0, FIRST_PROJECT[0]]]))
  const pricings = stratify('project pricing', drawn, PRICING_SHARES, new Map([[0, FIRST_PROJECT[1]]]))
  const services = stratify('project service', drawn, SERVICE_SHARES, new Map([[0, FIRST_PROJECT[2]]]))
  const clients = clientsOf(drawn, accounts)
  const projects = Array.from({ length: drawn }, (_, position): ProjectFacts => {
    const index = position + 1
    const draws = drawsOf('project', index)
    const status = statuses[position] as ProjectStatus
    const serviceType = services[position] as ServiceType
    const pricing = pricings[position] as PricingModel
    const account = clients[position] as AccountFacts // one client a project
    const fixed = position === 0 ? { value: inCurrency(240_000, account), days: 260, requiresSubcontractors: true } : {}
    const sale = createSale({ key: `project ${index}`, account, serviceType, pricing, start: TODAY, ...fixed })
    return {
      id: idOf('Project', index),
      index,
      code: codeOf(sale.entity.code, index),
      status,
      sale: moved(sale, startOf(status, sale, draws.unit('start')), pricing),
      opportunityId: idOf('Opportunity', index),
      contractId: idOf('Contract', index),
      managerId: draws.chance('manager', 0.15) ? 'wrk_projectmanager' : draws.pick('manager of', workerIds),
    }
  })
  const stories = STORY_PROJECTS.map(({ id, opportunityId, contractId, accountId, status, ...input }, position): ProjectFacts => {
    const index = drawn + position + 1
    const account = accounts.find((each) => each.id === accountId) as AccountFacts // the story accounts are in every size
    const sale = createSale({ ...input, account })
    return {
      id,
      index,
      code: codeOf(sale.entity.code, index),
      status,
      sale,
      opportunityId,
      contractId,
      managerId: 'wrk_projectmanager',
    }
  })
  return [...projects, ...stories]
}

/** US dollars in whole thousands of the currency that the client's entity bills in. */
const inCurrency = (usd: number, { entity }: AccountFacts): number =>
  Math.round(usd / (USD_PER_UNIT[entity.currency] ?? 1) / 1000) * 1000

/** Codes below the number that the orchestration's own sequence starts at. */
const codeOf = (entityCode: string, index: number): string => `${entityCode}-${String(index).padStart(6, '0')}`

/** A few clients have many projects, most have one: Zipf over the active accounts. */
function clientsOf(count: number, accounts: readonly AccountFacts[]): readonly AccountFacts[] {
  const active = accounts.filter(({ status, id }) => status === 'ACTIVE' && id !== 'acc_lumenwerk2')
  const parts = apportion(
    count,
    active.map((_, rank) => 1 / (rank + 1) ** 0.5),
  )
  return active
    .flatMap((account, rank) =>
      Array.from({ length: parts[rank] ?? 0 }, (_, turn) => ({
        account,
        key: drawsOf('client', `${rank}.${turn}`).unit('order'),
      })),
    )
    .sort((a, b) => a.key - b.key)
    .map(({ account }) => account)
}

/** First day by the state in which the project is today; `share` in [0, 1). */
function startOf(status: ProjectStatus, { start, end }: SaleFacts, share: number): Day {
  const days = end - start
  switch (status) {
    case 'PLANNED':
      return TODAY + 7 + Math.floor(share * 40)
    case 'MOBILISING':
      return TODAY - 5 + Math.floor(share * 10)
    case 'IN_PROGRESS':
    case 'ON_HOLD':
      return TODAY - Math.floor(days * (0.25 + 0.65 * share))
    case 'COMPLETED':
      return TODAY - 3 - Math.floor(share * 30) - days
    case 'CLOSED':
      return TODAY - 35 - Math.floor(share * 300) - days
    case 'CANCELLED':
      return TODAY - 60 - Math.floor(share * 200)
  }
}

/** The same sale with another first day; a fee for months keeps whole months. */
function moved(sale: SaleFacts, start: Day, pricing: PricingModel): SaleFacts {
  const { key, account, serviceType, name, valueMinor, requiresSubcontractors, start: from, end } = sale
  const days = end - from + (isRecurring(pricing) ? 1 : 0)
  return createSale({ key, account, serviceType, pricing, name, value: valueMinor / 100, days, requiresSubcontractors, start })
}
