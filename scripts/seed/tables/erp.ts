import { moneyOf, sum, text } from '../amounts.ts'
import { dateOf, instantOf } from '../calendar.ts'
import type { Row } from '../load-rows.ts'
import type { AccountFacts } from '../model/accounts.ts'
import { type ChargeFacts, hasNumber, type InvoiceFacts, invoiceTotal, type ScheduleLineFacts } from '../model/billing.ts'
import type { Engagement } from '../model/engagement.ts'
import { type Entity, OVERHEADS, PRACTICES } from '../model/firm.ts'
import type { PostingFacts } from '../model/ledger.ts'
import type { ProjectStatus } from '../model/project-status.ts'
import type { ProjectFacts } from '../model/projects.ts'
import { taxNumberOf } from '../model/tax-number.ts'
import { billingOf, purchaseOrderOf } from './contracts.ts'
import { FOUNDED, stamps } from './stamps.ts'

export function legalEntityRow(entity: Entity, position: number): Row {
  const { scheme, number } = taxNumberOf(entity.country, 900_001 + position)
  const { street, city, postalCode, subdivision, country } = entity
  return {
    id: entity.id,
    code: entity.code,
    name: entity.name,
    country,
    region: entity.region,
    functional_currency: entity.currency,
    reporting_currency: 'USD',
    tax_registrations: [{ scheme, number, country, validatedAt: null }],
    address: { lines: [street], city, postalCode, subdivision, country },
    fiscal_year_start_month: country === 'IN' ? 4 : 1,
    open_period: '2026-05',
    standard_tax_rate: entity.standardTaxRate,
    time_zone: entity.timeZone,
    active: true,
    ...stamps(FOUNDED),
  }
}

const costCenterCode = (index: number): string => `CC-${String(index).padStart(3, '0')}`
const costCenterId = ({ code }: Entity, index: number): string => `ccn_${code.toLowerCase()}n${String(index).padStart(3, '0')}`

/** Practices first, then overheads; what a larger size adds are teams of the practices. */
export function costCenterRow(entity: Entity, index: number): Row {
  const names = [...PRACTICES, ...OVERHEADS]
  const practice = PRACTICES[index - 1] ?? null
  return {
    id: costCenterId(entity, index),
    code: costCenterCode(index),
    name: names[index - 1] ?? `Team ${index}`,
    legal_entity_id: entity.id,
    owner_id: practice === null ? 'wrk_financecontroller' : 'wrk_deliverydirector',
    practice,
    active: true,
    ...stamps(FOUNDED),
  }
}

export const customerRow = (account: AccountFacts, number: number): Row => ({
  id: account.id,
  erp_customer_number: `C-${String(number).padStart(6, '0')}`,
  status: 'VALID',
  legal_name: account.legalName,
  country: account.country,
  tax_number: account.taxNumber,
  currency: account.entity.currency,
  payment_terms_days: account.requestedPaymentTermsDays ?? account.entity.paymentTermsDays,
  credit_limit: text(account.draws.int('credit', 5, 60) * 1_000_000),
  credit_hold: account.draws.chance('credit hold', 0.02),
  created_by_key: null,
  ...stamps(FOUNDED),
})

const FINANCIAL_STATUS: { readonly [Status in ProjectStatus]: string } = {
  PLANNED: 'PLANNED',
  MOBILISING: 'OPEN',
  IN_PROGRESS: 'OPEN',
  ON_HOLD: 'ON_HOLD',
  COMPLETED: 'CLOSING',
  CLOSED: 'CLOSED',
  CANCELLED: 'CLOSED',
}

/** `number` counts the projects of the entity. */
export function projectRow(project: ProjectFacts, { template, plan }: Engagement, number: number, createdAt: string): Row {
  const { sale, status } = project
  const [billingType, billingFrequency] = billingOf(sale)
  return {
    id: project.id,
    erp_project_number: `${sale.entity.code}-P${String(number).padStart(5, '0')}`,
    account_id: sale.account.id,
    contract_id: project.contractId,
    legal_entity_id: sale.entity.id,
    // Every practice of a template has its cost centre.
    cost_center_id: costCenterId(sale.entity, 1 + PRACTICES.indexOf(template.practice as (typeof PRACTICES)[number])),
    financial_status: FINANCIAL_STATUS[status],
    financial_status_reason: status === 'ON_HOLD' ? 'The client postponed its decision' : null,
    billing_type: billingType,
    pricing_model: sale.pricing,
    billing_frequency: billingFrequency,
    not_to_exceed: sale.pricing === 'CAPPED_TIME_AND_MATERIALS' ? text(sale.valueMinor) : null,
    contract_value: text(sale.valueMinor),
    currency: sale.currency,
    wbs: plan.phases.map(({ wbsCode, name }) => ({ code: wbsCode, name, parentCode: null, billable: true })),
    ...stamps(createdAt),
  }
}

export function budgetRow({ id, sale }: ProjectFacts, { plan }: Engagement, createdAt: string): Row {
  const cents = (amount: string) => Math.round(Number(amount) * 100)
  return {
    id: `${id}-b1`,
    project_id: id,
    version: 1,
    status: 'APPROVED',
    revenue: text(sum(plan.budget.map(({ revenue }) => cents(revenue.amount)))),
    cost: text(sum(plan.budget.map(({ cost }) => cents(cost.amount)))),
    hours: text(sum(plan.budget.map(({ hours }) => cents(hours)))),
    currency: sale.currency,
    lines: plan.budget.map((line) => ({ category: 'LABOUR', ...line })),
    approved_at: createdAt,
    change_request_id: null,
    ...stamps(createdAt),
  }
}

export const scheduleLineRow = ({ id, sale }: ProjectFacts, line: ScheduleLineFacts, createdAt: string): Row => ({
  id: `${id}-s${line.position}`,
  project_id: id,
  position: line.position,
  description: line.description,
  planned_date: line.plannedDate,
  milestone_id: line.milestoneId,
  amount: text(line.amountMinor),
  currency: sale.currency,
  status: line.status,
  invoice_id: line.invoiceId,
  ...stamps(createdAt),
})

export function invoiceRow({ id, sale }: ProjectFacts, invoice: InvoiceFacts): Row {
  const { issuedOn, dueOn, netMinor, tax, status, paidMinor, paidOn } = invoice
  const isNumbered = hasNumber(status)
  const isSent = isNumbered && status !== 'POSTED'
  const money = (amountMinor: number) => moneyOf(amountMinor, sale.currency)
  return {
    id: invoice.id,
    // The legal number is drawn when all invoices are there: a series has no gaps and follows the dates.
    number: isNumbered ? invoice.id : null,
    type: 'INVOICE',
    status,
    account_id: sale.account.id,
    project_id: id,
    legal_entity_id: sale.entity.id,
    issue_date: isNumbered ? dateOf(issuedOn) : null,
    tax_point_date: isNumbered ? dateOf(issuedOn) : null,
    due_date: isNumbered ? dateOf(dueOn) : null,
    service_period_from: dateOf(invoice.from),
    service_period_to: dateOf(invoice.to),
    currency: sale.currency,
    subtotal: text(netMinor),
    tax_total: text(tax.amountMinor),
    total: text(invoiceTotal(invoice)),
    amount_paid: text(paidMinor),
    lines: invoice.lines.map((line, index) => ({
      id: `${invoice.id}-${index + 1}`,
      position: index + 1,
      description: line.description,
      // Rates are whole units, so the quantity of hours is exact.
      quantity: line.assignment === null ? '1' : text((line.netMinor * 100) / line.assignment.rateMinor),
      unit: line.assignment === null ? 'LUMP_SUM' : 'HOUR',
      unitPrice: money(line.assignment?.rateMinor ?? line.netMinor),
      net: money(line.netMinor),
      taxCategory: tax.category,
      taxRate: tax.rate,
      serviceCode: sale.entity.country === 'IN' ? '998314' : null,
      chargeIds: line.chargeIds,
    })),
    taxes: [
      {
        jurisdiction: sale.entity.country,
        name: sale.entity.taxName,
        category: tax.category,
        rate: tax.rate,
        base: money(netMinor),
        amount: money(tax.amountMinor),
        exemptionReason: tax.category === 'REVERSE_CHARGE' ? 'Reverse charge' : null,
      },
    ],
    payments:
      paidOn === null
        ? []
        : [{ id: `${invoice.id}-pay1`, receivedOn: dateOf(paidOn), amount: money(paidMinor), reference: invoice.id }],
    customer_po_number: purchaseOrderOf(sale),
    payment_terms_days: dueOn - issuedOn,
    dispute_reason: status === 'DISPUTED' ? 'The client asks for the time sheets' : null,
    posted_at: isNumbered ? instantOf(issuedOn, 9) : null,
    sent_at: isSent ? instantOf(issuedOn, 11) : null,
    paid_at: status === 'PAID' && paidOn !== null ? instantOf(paidOn, 12) : null,
    ...stamps(instantOf(issuedOn, 8)),
  }
}

export function chargeRow({ id, sale }: ProjectFacts, charge: ChargeFacts): Row {
  const { card, stage, amountMinor, serviceOn } = charge
  return {
    id: charge.id,
    project_id: id,
    type: charge.type,
    stage,
    timecard_id: card?.id ?? null,
    milestone_id: charge.milestoneId,
    purchase_order_id: null,
    service_date: dateOf(serviceOn),
    description: charge.description,
    quantity: card === null ? '1' : text(card.billableHours),
    unit: card === null ? 'LUMP_SUM' : 'HOUR',
    rate: text(card?.assignment.rateMinor ?? amountMinor),
    amount: text(amountMinor),
    currency: sale.currency,
    tax_code: null,
    hold_reason: stage === 'HOLD' ? 'Above the cap of the contract' : null,
    invoice_id: charge.invoiceId,
    ...stamps(instantOf(serviceOn, 20)),
  }
}

export const postingRow = ({ id, sale }: ProjectFacts, posting: PostingFacts): Row => ({
  id: posting.id,
  project_id: id,
  kind: posting.kind,
  posted_on: dateOf(posting.postedOn),
  hours: text(posting.hours),
  billable_hours: text(posting.billableHours),
  amount: text(posting.amountMinor),
  currency: sale.currency,
  source_id: posting.sourceId,
  created_at: instantOf(posting.postedOn, 21),
})
