import { moneyOf, sum, text } from '../amounts.ts'
import { dateOf, instantOf, TODAY } from '../calendar.ts'
import type { Row } from '../load-rows.ts'
import { ROLES } from '../model/firm.ts'
import { idOf } from '../model/ids.ts'
import type { ProjectFacts } from '../model/projects.ts'
import type { OrderFacts } from '../model/purchasing.ts'
import type { SupplierFacts } from '../model/suppliers.ts'
import { taxNumberOf } from '../model/tax-number.ts'
import { drawsOf } from '../random.ts'
import { FOUNDED, stamps } from './stamps.ts'

export function supplierRow(supplier: SupplierFacts): Row {
  const { index, home, status } = supplier
  const draws = drawsOf('supplier row', index)
  const { scheme, number } = taxNumberOf(home.country, 800_000 + index)
  const isActive = status === 'ACTIVE' || status === 'SUSPENDED'
  return {
    id: supplier.id,
    supplier_number: `S-${String(index).padStart(5, '0')}`,
    name: supplier.name,
    legal_name: supplier.legalName,
    status,
    country: home.country,
    regions: [home.region],
    category: draws.pick('category', ['IT contractors', 'Cloud services', 'Training', 'Testing']),
    currency: home.currency,
    payment_terms_days: 30,
    tax_registrations: [{ scheme, number, country: home.country, validatedAt: null }],
    address: {
      lines: [`${index} Harbour Works`],
      city: home.city,
      postalCode: home.postalCode,
      subdivision: home.subdivision,
      country: home.country,
    },
    preferred: supplier.preferred,
    risk_rating: draws.pick('risk', ['LOW', 'LOW', 'MEDIUM', 'HIGH']),
    performance_score: isActive ? (draws.int('score', 62, 98) / 100).toFixed(2) : null,
    master_agreement_signed: isActive,
    nda_signed: status !== 'INVITED',
    insurance_valid_until: isActive ? dateOf(TODAY + draws.int('insurance', 30, 400)) : null,
    rate_card: ROLES.slice(1, 3).map(({ name, factor }) => ({
      role: name,
      rate: moneyOf(Math.round(60 * factor) * 100, home.currency),
      unit: 'HOUR',
      validUntil: '2026-12-31',
    })),
    ...stamps(FOUNDED),
  }
}

/** The request that an order came from. */
export function orderedRequisitionRow(order: OrderFacts): Row {
  const { project, lines, totalMinor } = order
  return requisitionRow(order.index, project, {
    supplierId: order.supplierId,
    status: 'ORDERED',
    totalMinor,
    lines: lines.map(({ description, assignment, quantity, unit, unitPriceMinor, netMinor }, position) => ({
      id: `l${position + 1}`,
      description,
      role: assignment?.role.name ?? null,
      quantity: text(quantity),
      unit,
      unitPrice: moneyOf(unitPriceMinor, project.sale.currency),
      net: moneyOf(netMinor, project.sale.currency),
      wbsCode: null,
    })),
  })
}

/** A request that did not become an order (yet). */
export function openRequisitionRow(index: number, project: ProjectFacts): Row {
  const draws = drawsOf('requisition', index)
  const hours = draws.int('hours', 40, 400)
  const rateMinor = draws.int('rate', 40, 120) * 100
  const totalMinor = hours * rateMinor
  return requisitionRow(index, project, {
    supplierId: null,
    status: draws.pick('status', ['PENDING_APPROVAL', 'PENDING_APPROVAL', 'APPROVED', 'REJECTED', 'DRAFT']),
    totalMinor,
    lines: [
      {
        id: 'l1',
        description: 'Consultant for a peak of work',
        role: 'Consultant',
        quantity: String(hours),
        unit: 'HOUR',
        unitPrice: moneyOf(rateMinor, project.sale.currency),
        net: moneyOf(totalMinor, project.sale.currency),
        wbsCode: null,
      },
    ],
  })
}

function requisitionRow(
  index: number,
  { id, code, sale }: ProjectFacts,
  request: {
    readonly supplierId: string | null
    readonly status: string
    readonly totalMinor: number
    readonly lines: readonly Row[]
  },
): Row {
  const openedOn = Math.min(sale.start - 12, TODAY - 20)
  const isDecided = request.status !== 'DRAFT' && request.status !== 'PENDING_APPROVAL'
  return {
    id: idOf('Requisition', index),
    number: `REQ-${String(index).padStart(6, '0')}`,
    status: request.status,
    project_id: id,
    staffing_request_id: null,
    legal_entity_id: sale.entity.id,
    cost_center_id: null,
    requester_id: 'wrk_projectmanager',
    supplier_id: request.supplierId,
    justification: `Capacity for ${code} that the firm does not have itself`,
    lines: request.lines,
    total: text(request.totalMinor),
    currency: sale.currency,
    needed_by: dateOf(Math.max(sale.start, openedOn + 5)),
    submitted_at: request.status === 'DRAFT' ? null : instantOf(openedOn, 10),
    decided_at: isDecided ? instantOf(openedOn + 2, 15) : null,
    ...stamps(instantOf(openedOn, 9)),
  }
}

export function purchaseOrderRow(order: OrderFacts): Row {
  const { project, lines, receipts, status, index } = order
  const { sale } = project
  const issuedOn = Math.min(sale.start - 8, TODAY - 16)
  const money = (amountMinor: number) => moneyOf(amountMinor, sale.currency)
  return {
    id: order.id,
    number: `PO-${String(index).padStart(6, '0')}`,
    revision_number: 1,
    status,
    supplier_id: order.supplierId,
    project_id: project.id,
    requisition_id: order.requisitionId,
    legal_entity_id: sale.entity.id,
    cost_center_id: null,
    buyer_id: 'wrk_procurementbuyer',
    currency: sale.currency,
    lines: lines.map(({ id, description, assignment, quantity, unitPriceMinor, netMinor, received, unit }) => ({
      id,
      description,
      assignmentId: assignment?.id ?? null,
      quantity: text(quantity),
      unit,
      unitPrice: money(unitPriceMinor),
      net: money(netMinor),
      receivedQuantity: text(received),
    })),
    total: text(order.totalMinor),
    received_amount: text(sum(receipts.map(({ amountMinor }) => amountMinor))),
    receipts: receipts.map(({ amountMinor, receivedOn, quantity, ...receipt }) => ({
      ...receipt,
      receivedOn: dateOf(receivedOn),
      quantity: text(quantity),
      amount: money(amountMinor),
    })),
    payment_terms_days: 30,
    start_date: dateOf(sale.start),
    end_date: dateOf(sale.end),
    issued_at: instantOf(issuedOn, 9),
    acknowledged_at: status === 'ISSUED' ? null : instantOf(issuedOn + 2, 14),
    closed_at: status === 'CLOSED' ? instantOf(Math.min(TODAY - 1, sale.end + 20), 12) : null,
    recharge_to_client: false,
    ...stamps(instantOf(issuedOn, 9)),
  }
}
