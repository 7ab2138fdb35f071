import { instantOf, TODAY, workdayFrom } from './calendar.ts'
import { stratify } from './distribute.ts'
import type { Row } from './load-rows.ts'
import type { AccountFacts } from './model/accounts.ts'
import { idOf } from './model/ids.ts'
import { createSale, PRICING_SHARES, type PricingModel, type SaleFacts, SERVICE_SHARES, type ServiceType } from './model/sales.ts'
import { drawsOf } from './random.ts'
import { handoffReadyId } from './stories/handoff-ready.ts'
import { STORY_SALES } from './stories/sales.ts'
import type { SeededRows } from './table-order.ts'
import { contractRow } from './tables/contracts.ts'
import { opportunityRow, type SaleRecord } from './tables/crm.ts'
import type { World } from './world.ts'

/** Sales without a project: what is open or lost, what was won and waits for delivery, and what stories need. */
export function createPipeline({ counts, accounts, projects }: World): SeededRows {
  const clients = accounts.filter(({ status, id }) => status === 'ACTIVE' && id !== 'acc_lumenwerk2')
  const open = createOpenSales(counts.opportunities - projects.length, projects.length, accounts)
  const ready = createReadySales(counts.handoffReady, clients)
  const stories = STORY_SALES.map(({ id, accountId, hasPurchaseOrder, ...input }, index): WonSale => {
    const account = accounts.find((each) => each.id === accountId) as AccountFacts // the story accounts are in every size
    return { id, number: FIRST_STORY_NUMBER + index, sale: createSale({ ...input, account }), hasPurchaseOrder }
  })
  const won = [...ready, ...stories]
  return {
    'crm.opportunity': [...open.map(({ opportunity }) => opportunity), ...won.map(wonRow)],
    'crm.contract': [
      ...open.flatMap(({ contract }): readonly Row[] => (contract === null ? [] : [contract])),
      ...won.map(wonContractRow),
    ],
  }
}

const FIRST_READY_NUMBER = 60_001
const FIRST_STORY_NUMBER = 70_001

const OPEN_SHARES: readonly (readonly [Exclude<SaleRecord['stage'], 'CLOSED_WON' | 'ACCEPTED'>, number])[] = [
  ['CLOSED_LOST', 45],
  ['QUALIFICATION', 15],
  ['DISCOVERY', 15],
  ['PROPOSAL', 15],
  ['NEGOTIATION', 10],
]

function createOpenSales(count: number, after: number, accounts: readonly AccountFacts[]) {
  const stages = stratify('open stage', count, OPEN_SHARES)
  const services = stratify('open service', count, SERVICE_SHARES)
  const pricings = stratify('open pricing', count, PRICING_SHARES)
  return stages.map((stage, position): { readonly opportunity: Row; readonly contract: Row | null } => {
    const number = after + position + 1
    const draws = drawsOf('open sale', number)
    const sale = createSale({
      key: `open ${number}`,
      account: draws.pick('account', accounts),
      serviceType: services[position] as ServiceType,
      pricing: pricings[position] as PricingModel,
      start: TODAY + draws.int('start', 40, 150),
    })
    const id = idOf('Opportunity', number)
    const lostAt = instantOf(workdayFrom(TODAY - draws.int('lost', 5, 400)), 15)
    const closedAt = stage === 'CLOSED_LOST' ? lostAt : null
    const opportunity = opportunityRow(sale, { id, number, stage, closedAt, acceptedAt: null, projectId: null })
    const isDrafted = stage === 'NEGOTIATION' && sale.account.status === 'ACTIVE'
    return { opportunity, contract: isDrafted ? draftRow(sale, number, id) : null }
  })
}

const draftRow = (sale: SaleFacts, number: number, opportunityId: string): Row =>
  contractRow(sale, {
    id: idOf('Contract', number),
    number,
    opportunityId,
    status: 'DRAFT',
    approvedAt: null,
    projectId: null,
    hasPurchaseOrder: false,
  })

interface WonSale {
  readonly id: string
  readonly number: number
  readonly sale: SaleFacts
  readonly hasPurchaseOrder: boolean
}

function createReadySales(count: number, clients: readonly AccountFacts[]): readonly WonSale[] {
  const services = stratify('ready service', count, SERVICE_SHARES)
  const pricings = stratify('ready pricing', count, PRICING_SHARES)
  return Array.from({ length: count }, (_, position) => {
    const key = `ready ${position + 1}`
    const sale = createSale({
      key,
      account: clients[(position * 3) % clients.length] as AccountFacts, // the list is not empty
      serviceType: services[position] as ServiceType,
      pricing: pricings[position] as PricingModel,
      start: TODAY + 20 + drawsOf('ready', position).int('start', 0, 50),
    })
    return { id: handoffReadyId(position + 1), number: FIRST_READY_NUMBER + position, sale, hasPurchaseOrder: true }
  })
}

function wonRow({ id, number, sale }: WonSale): Row {
  const closedAt = instantOf(workdayFrom(TODAY - 6 + (number % 3)), 14)
  return opportunityRow(sale, { id, number, stage: 'CLOSED_WON', closedAt, acceptedAt: null, projectId: null })
}

const wonContractRow = ({ id, number, sale, hasPurchaseOrder }: WonSale): Row =>
  contractRow(sale, {
    id: id.replace('opp_', 'ctr_'),
    number,
    opportunityId: id,
    status: 'IN_REVIEW',
    approvedAt: null,
    projectId: null,
    hasPurchaseOrder,
  })
