import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Decimal } from 'decimal.js'
import { money } from '../../../contracts/wire/values.ts'
import { HANDOFF_READY } from '../../../scripts/seed/stories/handoff-ready.ts'
import { FLAGSHIP } from '../../../scripts/seed/stories/s-1.ts'
import { MISSING_CLIENT_PO } from '../../../scripts/seed/stories/s-2.ts'
import { LARGE_PURCHASE } from '../../../scripts/seed/stories/s-3.ts'
import { DUPLICATE_CLIENT } from '../../../scripts/seed/stories/s-6.ts'
import { HALF_WAY_FAILURE, strayMilestoneId } from '../../../scripts/seed/stories/s-7.ts'
import { RESELLER_DEALS } from '../../../scripts/seed/stories/s-9.ts'
import { seed } from '../../../scripts/seed.ts'
import { routeApproval } from '../../../subgraphs/delivery/rules/approval-policies.ts'
import { judgeCompleteness } from '../../../subgraphs/delivery/rules/completeness.ts'
import type { ContractFacts } from '../../../subgraphs/delivery/rules/contract-facts.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { query } from '../../support/query.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await seed({ adminUrl: database.adminUrl, size: 'dev' })
}, 120_000)
afterAll(() => database.drop())

interface Sale {
  readonly id: string
  readonly stage: string
  readonly acceptedAt: string | null
  readonly projectId: string | null
  readonly contractId: string
  readonly contractStatus: string
  readonly facts: ContractFacts
}

/** Sales with their contracts as the completeness rules look at them. */
async function salesOf(ids: readonly string[]): Promise<readonly Sale[]> {
  const list = ids.map((id) => `'${id}'`).join(', ')
  return query<Sale>(
    database.adminUrl,
    `select o.id, o.stage, o.accepted_at as "acceptedAt", o.project_id as "projectId", c.id as "contractId", c.status as "contractStatus",
      jsonb_build_object(
        'type', c.type, 'totalValue', jsonb_build_object('amount', c.total_value::text, 'currency', c.currency),
        'pricingModel', c.pricing_model, 'governingLaw', c.governing_law, 'effectiveFrom', c.effective_from, 'effectiveTo', c.effective_to,
        'liabilityCap', jsonb_build_object('amount', c.liability_cap::text, 'currency', c.currency), 'noticeDays', c.notice_days,
        'processesPersonalData', c.processes_personal_data, 'dataProcessingAgreement', c.data_processing_agreement,
        'subcontractingAllowed', c.subcontracting_allowed, 'dependencies', c.dependencies, 'deliverables', c.deliverables,
        'milestones', c.contracted_milestones, 'rates', c.rate_card, 'documents', c.documents,
        'billing', c.billing_terms, 'tax', c.tax_terms,
        'master', jsonb_build_object('status', m.status, 'effectiveFrom', m.effective_from, 'effectiveTo', m.effective_to),
        'account', jsonb_build_object('legalName', a.legal_name, 'registrationNumber', a.registration_number, 'segment', a.segment,
          'country', a.country, 'hasBillingAddress', a.billing_address is not null, 'eInvoicingAddress', a.e_invoicing_address,
          'taxRegistrations', a.tax_registrations),
        'entity', jsonb_build_object('code', e.code, 'country', e.country, 'active', e.active,
          'functionalCurrency', e.functional_currency, 'reportingCurrency', e.reporting_currency),
        'sale', jsonb_build_object('requiresSubcontractors', o.requires_subcontractors, 'estimatedMargin', o.estimated_margin::text,
          'lineNets', (select jsonb_agg(l->'net') from jsonb_array_elements(o.line_items) l))
      ) as facts
    from crm.opportunity o join crm.contract c on c.opportunity_id = o.id join crm.contract m on m.id = c.parent_id
    join crm.account a on a.id = o.account_id join erp.legal_entity e on e.id = c.legal_entity_id
    where o.id in (${list}) order by o.id`,
  )
}

/** Share of the effort of an enterprise implementation that its data migration takes. */
const MIGRATION_SHARE = '0.15'
const WAITING = { stage: 'CLOSED_WON', acceptedAt: null, projectId: null, contractStatus: 'IN_REVIEW' }

describe('seeded stories', () => {
  it('has at least sixty won sales to hand off, each complete, of every kind', async () => {
    const sales = await salesOf(HANDOFF_READY)

    expect(sales.length).toBeGreaterThanOrEqual(60)
    expect(sales.map(({ id }) => id)).toEqual(HANDOFF_READY)
    for (const sale of sales) {
      expect(sale).toMatchObject(WAITING)
      expect([sale.id, judgeCompleteness(sale.facts)]).toEqual([sale.id, { findings: [], score: '1.0000', isBlocked: false }])
    }
    expect(new Set(sales.map(({ facts }) => facts.pricingModel)).size).toBe(6)
    expect(new Set(sales.map(({ facts }) => facts.entity?.code)).size).toBe(6)
  })

  it('S-1: the flagship is won in Germany, complete, and can be told several times', async () => {
    const sales = await salesOf(FLAGSHIP.opportunityIds)

    expect(sales.map(({ id }) => id)).toEqual(FLAGSHIP.opportunityIds.toSorted())
    for (const { facts, ...sale } of sales) {
      expect(sale).toMatchObject(WAITING)
      expect(judgeCompleteness(facts).findings).toEqual([])
      expect(facts).toMatchObject({ pricingModel: 'MILESTONE', entity: { code: 'DE01' }, totalValue: { currency: 'EUR' } })
    }
    expect(sales[0]).toMatchObject({ id: FLAGSHIP.opportunityIds[0], contractId: FLAGSHIP.contractId })
  })

  it('S-1: the first wave shows a finished project in all six systems', async () => {
    const [row] = await query(
      database.adminUrl,
      `select p.status, p.account_id, e.currency, h.status as handoff,
        (select count(*) > 3 from erp.invoice where project_id = p.id and number is not null) as invoices,
        (select count(*) > 20 from psa.timecard where project_id = p.id) as timecards,
        (select count(*) > 0 from procurement.purchase_order o join procurement.supplier s on s.id = o.supplier_id where o.project_id = p.id) as orders,
        (select count(*) > 3 from psa.assignment a join hr.worker w on w.id = a.worker_id where a.project_id = p.id) as people
      from psa.project p join erp.project e on e.id = p.id join delivery.handoff h on h.project_id = p.id where p.id = '${FLAGSHIP.projectId}'`,
    )

    expect(row).toEqual({
      status: 'COMPLETED',
      account_id: FLAGSHIP.accountId,
      currency: 'EUR',
      handoff: 'COMPLETED',
      invoices: true,
      timecards: true,
      orders: true,
      people: true,
    })
  })

  it('S-2: only the purchase order of the client is missing, and it blocks', async () => {
    const sales = await salesOf(MISSING_CLIENT_PO.opportunityIds)

    expect(sales).toHaveLength(MISSING_CLIENT_PO.opportunityIds.length)
    for (const { facts, ...sale } of sales) {
      expect(sale).toMatchObject(WAITING)
      expect(judgeCompleteness(facts)).toMatchObject({ isBlocked: true, findings: [{ rule: 'CC-10' }] })
    }
  })

  it('S-3 and S-7: what they hand off is complete', async () => {
    const sales = await salesOf([...LARGE_PURCHASE.opportunityIds, ...HALF_WAY_FAILURE.opportunityIds])

    expect(sales).toHaveLength(LARGE_PURCHASE.opportunityIds.length + HALF_WAY_FAILURE.opportunityIds.length)
    for (const { facts, ...sale } of sales) {
      expect(sale).toMatchObject(WAITING)
      expect(judgeCompleteness(facts).findings).toEqual([])
    }
  })

  it('S-3: the seat of the subcontractors is worth more than band C covers', async () => {
    const rows = await query<{ cost: string }>(
      database.adminUrl,
      `select (c.total_value * (1 - o.estimated_margin))::text as cost from crm.opportunity o
        join crm.contract c on c.opportunity_id = o.id where o.id = any('{${LARGE_PURCHASE.opportunityIds.join(',')}}')`,
    )

    for (const { cost } of rows) {
      const amount = money(new Decimal(cost).times(MIGRATION_SHARE).toFixed(2), 'EUR')
      expect(routeApproval({ kind: 'PROCUREMENT', entityCode: 'DE01', amount }).band).toBe('D')
    }
  })

  it('S-7: the milestones that the first attempts would create belong to another project', async () => {
    const rows = await query(
      database.adminUrl,
      `select id from psa.milestone where id = any('{${HALF_WAY_FAILURE.opportunityIds.map(strayMilestoneId).join(',')}}')`,
    )

    expect(rows).toHaveLength(HALF_WAY_FAILURE.opportunityIds.length)
  })

  it('S-9: the reseller registered deals of others in its region, some of which are projects and some are open', async () => {
    const { resellerAccountId, region } = RESELLER_DEALS
    const deals = await query<{ accountId: string; region: string; stage: string; projectId: string | null }>(
      database.adminUrl,
      `select o.account_id as "accountId", a.region, o.stage, o.project_id as "projectId" from crm.opportunity o
        join crm.account a on a.id = o.account_id where o.reseller_account_id = '${resellerAccountId}'`,
    )
    const [other] = await query<{ count: number }>(
      database.adminUrl,
      `select count(*)::int as count from crm.opportunity where reseller_account_id <> '${resellerAccountId}'`,
    )

    const inPsa = await query<{ id: string }>(
      database.adminUrl,
      `select id from psa.project where reseller_account_id = '${resellerAccountId}' order by id`,
    )

    expect(other?.count).toBe(0)
    expect(inPsa.map(({ id }) => id)).toEqual(deals.flatMap(({ projectId }) => projectId ?? []).toSorted())
    for (const deal of deals) expect([deal.region, deal.accountId === resellerAccountId]).toEqual([region, false])
    expect(deals.filter(({ projectId }) => projectId !== null).length).toBeGreaterThan(0)
    expect(deals.filter(({ stage }) => stage !== 'ACCEPTED' && stage !== 'CLOSED_LOST').length).toBeGreaterThan(0)
  })

  it('S-6: the second account of a client carries the tax number of a customer, and is none itself', async () => {
    const sales = await salesOf(DUPLICATE_CLIENT.opportunityIds)
    const [row] = await query(
      database.adminUrl,
      `select a.tax_registrations->0->>'number' as written, c.tax_number as stored, c.id as customer,
        c.tax_key = upper(regexp_replace(a.tax_registrations->0->>'number', '[^A-Za-z0-9]', '', 'g')) as same,
        exists (select from erp.customer where id = a.id) as "isCustomer"
      from crm.account a, erp.customer c where a.id = '${DUPLICATE_CLIENT.accountId}' and c.id = '${DUPLICATE_CLIENT.existingAccountId}'`,
    )

    expect(sales).toHaveLength(DUPLICATE_CLIENT.opportunityIds.length)
    for (const { facts } of sales) expect(judgeCompleteness(facts).findings).toEqual([])
    expect(row).toMatchObject({ customer: DUPLICATE_CLIENT.existingAccountId, same: true, isCustomer: false })
    expect(row?.written).not.toBe(row?.stored)
  })
})
