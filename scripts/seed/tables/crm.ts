import { moneyOf, text } from '../amounts.ts'
import { dateOf, instantOf, TODAY } from '../calendar.ts'
import type { Row } from '../load-rows.ts'
import type { AccountFacts } from '../model/accounts.ts'
import { idOf } from '../model/ids.ts'
import { FAMILY_NAMES, GIVEN_NAMES } from '../model/names.ts'
import { closedOn, isRecurring, type SaleFacts } from '../model/sales.ts'
import { drawsOf } from '../random.ts'
import { resellerOf } from '../stories/s-9.ts'
import { FOUNDED, stamps } from './stamps.ts'

export function accountRow(account: AccountFacts, parentId: string | null): Row {
  const { index, address, taxScheme, taxNumber, country } = account
  const host = account.id.slice(4)
  return {
    id: account.id,
    account_number: `A-${String(10_000 + index)}`,
    name: account.name,
    legal_name: account.legalName,
    registration_number: account.registrationNumber,
    status: account.status,
    segment: account.segment,
    industry: account.industry,
    region: account.region,
    country,
    website: `https://www.${host}.example`,
    billing_address: address,
    service_address: index % 3 === 0 ? address : null,
    tax_registrations: [{ scheme: taxScheme, number: taxNumber, country, validatedAt: '2026-01-15T10:00:00.000Z' }],
    default_currency: account.entity.currency,
    requested_payment_terms_days: account.requestedPaymentTermsDays,
    purchase_order_required: account.purchaseOrderRequired,
    e_invoicing_address: account.eInvoicingAddress,
    parent_id: parentId,
    owner_id: 'wrk_accountexecutive',
    ...stamps(FOUNDED),
  }
}

const CONTACT_ROLES = ['SPONSOR', 'PROJECT_LEAD', 'ACCOUNTS_PAYABLE', 'LEGAL', 'PROCUREMENT', 'USER'] as const

export function contactRow(index: number, account: AccountFacts): Row {
  const draws = drawsOf('contact', index)
  const [given, family] = [draws.pick('given', GIVEN_NAMES), draws.pick('family', FAMILY_NAMES)]
  const role = CONTACT_ROLES[(index - 1) % CONTACT_ROLES.length]
  return {
    id: idOf('Contact', index),
    account_id: account.id,
    full_name: `${given} ${family}`,
    email: `${given}.${family}@${account.id.slice(4)}.example`.toLowerCase(),
    phone: `+99${String(1_000_000 + index)}`,
    job_title: draws.pick('title', [
      'Head of Operations',
      'Programme Manager',
      'Controller',
      'Counsel',
      'Buyer',
      'Process Owner',
    ]),
    role,
    preferred_language: draws.pick('language', ['en', 'de', 'pt-BR', 'en-IN']),
    do_not_contact: draws.chance('silent', 0.03),
    ...stamps(FOUNDED),
  }
}

/** What differs between the sales that share the same facts. */
export interface SaleRecord {
  readonly id: string
  readonly number: number
  readonly stage: 'QUALIFICATION' | 'DISCOVERY' | 'PROPOSAL' | 'NEGOTIATION' | 'CLOSED_WON' | 'ACCEPTED' | 'CLOSED_LOST'
  readonly closedAt: string | null
  readonly acceptedAt: string | null
  readonly projectId: string | null
}

const PROBABILITY = {
  QUALIFICATION: '0.10',
  DISCOVERY: '0.25',
  PROPOSAL: '0.50',
  NEGOTIATION: '0.75',
  CLOSED_WON: '1',
  ACCEPTED: '1',
  CLOSED_LOST: '0',
} as const

export function opportunityRow(sale: SaleFacts, record: SaleRecord): Row {
  const { draws, entity, currency, valueMinor } = sale
  const closeDate = record.closedAt?.slice(0, 10) ?? dateOf(TODAY + draws.int('close', 5, 90))
  const createdAt = instantOf(closedOn(sale) - draws.int('age', 40, 150), 10)
  return {
    id: record.id,
    number: `O-${String(20_000 + record.number)}`,
    name: sale.name,
    account_id: sale.account.id,
    stage: record.stage,
    type: draws.pick('type', [
      'NEW_BUSINESS',
      'EXPANSION',
      'EXPANSION',
      isRecurring(sale.pricing) ? 'RENEWAL' : 'NEW_BUSINESS',
    ] as const),
    probability: PROBABILITY[record.stage],
    amount: text(valueMinor),
    currency,
    estimated_margin: sale.margin,
    discount: (draws.int('discount', 0, 12) / 100).toFixed(2),
    close_date: closeDate,
    closed_at: record.closedAt,
    accepted_at: record.acceptedAt,
    accepted_by_id: record.acceptedAt === null ? null : 'wrk_accountexecutive',
    service_type: sale.serviceType,
    pricing_model: sale.pricing,
    delivery_region: sale.account.region,
    selling_legal_entity_id: entity.id,
    planned_start: dateOf(sale.start),
    planned_end: dateOf(sale.end),
    estimated_hours: String(sale.hours),
    requires_subcontractors: sale.requiresSubcontractors,
    scope_summary: `${sale.name.split(': ').at(-1)} for ${sale.account.name}, with data migration, training and hand-over.`,
    loss_reason: record.stage === 'CLOSED_LOST' ? draws.pick('loss', ['Price', 'Timing', 'No decision', 'Competitor']) : null,
    owner_id: sale.ownerId,
    solution_lead_id: null,
    reseller_account_id: resellerOf(sale),
    line_items: lineItems(sale),
    project_id: record.projectId,
    ...stamps(createdAt),
    revision: record.projectId === null ? 1 : 3,
    updated_at: record.acceptedAt ?? record.closedAt ?? createdAt,
  }
}

/** Two lump sums that add up to the value (completeness rule CC-04). */
function lineItems({ valueMinor, currency, name }: SaleFacts): readonly Row[] {
  const governance = Math.round(valueMinor / 1000) * 100
  const parts = [
    ['SRV-DELIVERY', name.split(': ').at(-1), valueMinor - governance],
    ['SRV-GOVERNANCE', 'Project management', governance],
  ] as const
  return parts.map(([serviceCode, description, netMinor], index) => ({
    id: `l${index + 1}`,
    serviceCode,
    description,
    role: null,
    quantity: '1',
    unit: 'LUMP_SUM',
    unitPrice: moneyOf(netMinor, currency),
    net: moneyOf(netMinor, currency),
  }))
}
