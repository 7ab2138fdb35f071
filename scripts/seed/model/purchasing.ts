import { type Hundredths, type Minor, priceOf, shareOf, sum } from '../amounts.ts'
import { type Day, monthOf, TODAY } from '../calendar.ts'
import { groupBy } from '../distribute.ts'
import { drawsOf } from '../random.ts'
import type { SeedCounts } from '../sizes.ts'
import { idOf } from './ids.ts'
import { costRateMinor } from './ledger.ts'
import type { ProjectFacts } from './projects.ts'
import { supplierIdOf } from './suppliers.ts'
import type { AssignmentFacts } from './team.ts'
import type { TimecardFacts } from './time.ts'

/** What a project buys from one supplier: people who are assigned to it, or something at a fixed price. */
export interface OrderPlan {
  readonly index: number
  readonly project: ProjectFacts
  readonly supplierId: string
  /** Empty for an order of goods or services at a fixed price. */
  readonly assignments: readonly AssignmentFacts[]
}

export interface OrderLineFacts {
  readonly id: string
  readonly description: string
  readonly assignment: AssignmentFacts | null
  readonly quantity: Hundredths
  readonly unit: 'HOUR' | 'LUMP_SUM'
  readonly unitPriceMinor: Minor
  readonly netMinor: Minor
  readonly received: Hundredths
}

export interface ReceiptFacts {
  readonly id: string
  readonly lineId: string
  readonly receivedOn: Day
  readonly quantity: Hundredths
  readonly amountMinor: Minor
  readonly timecardIds: readonly string[]
}

export interface OrderFacts extends OrderPlan {
  readonly id: string
  readonly requisitionId: string
  readonly status: 'ISSUED' | 'ACKNOWLEDGED' | 'PARTIALLY_RECEIVED' | 'RECEIVED' | 'SOFT_CLOSED' | 'CLOSED'
  readonly lines: readonly OrderLineFacts[]
  readonly receipts: readonly ReceiptFacts[]
  readonly totalMinor: Minor
}

/** Orders for the contractors of the projects; what is left of the number of the size buys environments and licences. */
export function planOrders(
  { purchaseOrders }: SeedCounts,
  projects: readonly ProjectFacts[],
  assignments: readonly AssignmentFacts[],
): readonly OrderPlan[] {
  const contractors = assignments.filter(({ worker, project }) => worker.kind === 'CONTRACTOR' && project.status !== 'CANCELLED')
  const groups = groupBy(contractors, ({ project, worker }) => `${project.id} ${worker.supplierId}`)
  const people = [...groups.values()].slice(0, purchaseOrders).map((group) => {
    const [first] = group as readonly [AssignmentFacts] // a group has a member
    return { project: first.project, supplierId: first.worker.supplierId as string, assignments: group } // contractors have a supplier
  })
  const buyers = projects.filter(({ status }) => status !== 'CANCELLED' && status !== 'PLANNED')
  const goods = Array.from({ length: purchaseOrders - people.length }, (_, index) => ({
    project: buyers[(index * 7) % buyers.length] as ProjectFacts, // the list is not empty
    supplierId: supplierIdOf(1 + (index % 8)),
    assignments: [],
  }))
  return [...people, ...goods].map((plan, index) => ({ ...plan, index: index + 1 }))
}

/** The order with what was received on it: approved weeks of the people, month by month. */
export function createOrder(plan: OrderPlan, cards: readonly TimecardFacts[]): OrderFacts {
  const id = idOf('PurchaseOrder', plan.index)
  const { lines, receipts } = plan.assignments.length > 0 ? peopleLines(id, plan, cards) : goodsLines(id, plan)
  return {
    ...plan,
    id,
    requisitionId: idOf('Requisition', plan.index),
    lines,
    receipts,
    totalMinor: sum(lines.map(({ netMinor }) => netMinor)),
    status: statusOf(plan.project, lines),
  }
}

type Lines = Pick<OrderFacts, 'lines' | 'receipts'>

function peopleLines(orderId: string, { assignments }: OrderPlan, cards: readonly TimecardFacts[]): Lines {
  const receipts: ReceiptFacts[] = []
  const lines = assignments.map((assignment, position): OrderLineFacts => {
    const id = `${orderId}-${position + 1}`
    const unitPriceMinor = costRateMinor(assignment)
    const approved = cards.filter((card) => card.assignment === assignment && card.status === 'APPROVED')
    for (const [month, own] of groupBy(approved, ({ monday }) => monthOf(monday))) {
      const quantity = sum(own.map(({ hours }) => hours))
      receipts.push({
        id: `${id}-${month.replace('-', '')}`,
        lineId: id,
        receivedOn: Math.max(...own.map(({ monday }) => monday)) + 7,
        quantity,
        amountMinor: priceOf(quantity, unitPriceMinor),
        timecardIds: own.map((card) => card.id),
      })
    }
    const received = sum(approved.map(({ hours }) => hours))
    const planned = Math.ceil(((assignment.end - assignment.start) / 7) * 40 * (assignment.allocation / 100)) * 100
    const isOver = assignment.status === 'COMPLETED'
    const quantity = Math.max(isOver && received > 0 ? 0 : planned, received)
    const description = `${assignment.role.name} for ${assignment.project.code}`
    return {
      id,
      description,
      assignment,
      quantity,
      unit: 'HOUR',
      unitPriceMinor,
      netMinor: priceOf(quantity, unitPriceMinor),
      received,
    }
  })
  return { lines, receipts: receipts.sort((a, b) => a.receivedOn - b.receivedOn || (a.id < b.id ? -1 : 1)) }
}

function goodsLines(orderId: string, { project, index }: OrderPlan): Lines {
  const draws = drawsOf('order', index)
  const unitPriceMinor = Math.max(
    10_000,
    shareOf(project.sale.valueMinor, Math.max(20, Math.round(draws.normal('price', 200, 40)))),
  )
  const receivedOn = Math.min(project.sale.start + 30, project.sale.end)
  const isOver = project.status === 'CLOSED' || project.status === 'COMPLETED'
  const isReceived = receivedOn < TODAY && (isOver || draws.chance('received', 0.4))
  const id = `${orderId}-1`
  const line: OrderLineFacts = {
    id,
    description: draws.pick('what', ['Test environments', 'Licences for the project', 'Penetration test', 'Training rooms']),
    assignment: null,
    quantity: 100,
    unit: 'LUMP_SUM',
    unitPriceMinor,
    netMinor: unitPriceMinor,
    received: isReceived ? 100 : 0,
  }
  const receipt = { id: `${id}-1`, lineId: id, receivedOn, quantity: 100, amountMinor: unitPriceMinor, timecardIds: [] }
  return { lines: [line], receipts: isReceived ? [receipt] : [] }
}

function statusOf({ status }: ProjectFacts, lines: readonly OrderLineFacts[]): OrderFacts['status'] {
  const isComplete = lines.every(({ received, quantity }) => received >= quantity)
  const isBegun = lines.some(({ received }) => received > 0)
  if (isComplete) return status === 'CLOSED' ? 'CLOSED' : 'RECEIVED'
  if (isBegun) return status === 'CLOSED' || status === 'COMPLETED' ? 'SOFT_CLOSED' : 'PARTIALLY_RECEIVED'
  return status === 'PLANNED' || status === 'MOBILISING' ? 'ISSUED' : 'ACKNOWLEDGED'
}
