import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { PERSONAS } from '../../../scripts/identity-provider/personas.ts'
import { seed } from '../../../scripts/seed.ts'
import { CONTRACT_TRANSITIONS, OPPORTUNITY_TRANSITIONS } from '../../../subgraphs/crm/states.ts'
import { type AuditedEntity, isTransition, LIFE_CYCLES } from '../../../subgraphs/delivery/states.ts'
import { CHARGE_TRANSITIONS, PROJECT_TRANSITIONS as FINANCIAL, INVOICE_TRANSITIONS } from '../../../subgraphs/erp/states.ts'
import { PURCHASE_ORDER_TRANSITIONS, REQUISITION_TRANSITIONS } from '../../../subgraphs/procurement/states.ts'
import {
  MILESTONE_TRANSITIONS,
  PROJECT_TRANSITIONS,
  PROPOSAL_TRANSITIONS,
  STAFFING_REQUEST_TRANSITIONS,
  TIMECARD_TRANSITIONS,
} from '../../../subgraphs/psa/states.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { query } from '../../support/query.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await seed({ adminUrl: database.adminUrl, size: 'dev' })
}, 120_000)
afterAll(() => database.drop())

const ask = <Row = Record<string, unknown>>(sql: string) => query<Row>(database.adminUrl, sql)
/** A statement that finds what must not be: the answer shows the first offenders. */
const expectNone = async (sql: string) => expect((await ask(sql)).slice(0, 3)).toEqual([])

describe('seeded life cycles', () => {
  it('pass the state machines of the live system, event by event', async () => {
    const events = await ask<{ entity: AuditedEntity; entity_id: string; from_state: string | null; to_state: string }>(
      'select entity, entity_id, from_state, to_state from delivery.handoff_event order by sequence',
    )
    const states = new Map<string, string>()
    const faults = events.filter(({ entity, entity_id, from_state, to_state }) => {
      // A step begins without an event of its own: it is PENDING from the start of the run.
      const former = states.get(entity_id) ?? (entity === 'WorkflowStep' ? 'PENDING' : null)
      states.set(entity_id, to_state)
      return former !== from_state || !isTransition(entity, from_state, to_state)
    })

    expect(events.length).toBeGreaterThan(2_000)
    expect(faults).toEqual([])
  })

  it.each([
    ['Handoff', 'delivery.handoff'],
    ['WorkflowRun', 'delivery.workflow_run'],
    ['WorkflowStep', 'delivery.workflow_step'],
    ['Approval', 'delivery.approval'],
  ] as const)('leave every %s in the state that its last event says', async (entity, table) => {
    await expectNone(`select r.id, r.status, e.to_state from ${table} r join lateral (
      select to_state from delivery.handoff_event where entity = '${entity}' and entity_id = r.id order by sequence desc limit 1
    ) e on true where e.to_state <> r.status`)
    const [{ without } = { without: -1 }] = await ask<{ without: number }>(`select count(*)::int as without from ${table} r
      where not exists (select from delivery.handoff_event where entity_id = r.id)`)
    expect(without).toBe(0)
  })

  it('name only states that the tables have, and show most of them', async () => {
    const tables: readonly (readonly [string, string, Readonly<Record<string, readonly string[]>>, number])[] = [
      ['crm.opportunity', 'stage', OPPORTUNITY_TRANSITIONS, 7],
      ['crm.contract', 'status', CONTRACT_TRANSITIONS, 5],
      ['psa.project', 'status', PROJECT_TRANSITIONS, 7],
      ['psa.milestone', 'status', MILESTONE_TRANSITIONS, 7],
      ['psa.staffing_request', 'status', STAFFING_REQUEST_TRANSITIONS, 5],
      ['psa.candidate_proposal', 'status', PROPOSAL_TRANSITIONS, 4],
      ['psa.timecard', 'status', TIMECARD_TRANSITIONS, 5],
      ['erp.project', 'financial_status', FINANCIAL, 5],
      ['erp.invoice', 'status', INVOICE_TRANSITIONS, 7],
      ['erp.charge', 'stage', CHARGE_TRANSITIONS, 4],
      ['procurement.requisition', 'status', REQUISITION_TRANSITIONS, 3],
      ['procurement.purchase_order', 'status', PURCHASE_ORDER_TRANSITIONS, 4],
      ['delivery.handoff', 'status', LIFE_CYCLES.Handoff, 3],
      ['delivery.workflow_run', 'status', LIFE_CYCLES.WorkflowRun, 2],
    ]
    for (const [table, column, transitions, atLeast] of tables) {
      const states = (await ask<{ state: string }>(`select distinct ${column} as state from ${table}`)).map(({ state }) => state)
      expect(states.filter((state) => !Object.hasOwn(transitions, state))).toEqual([])
      expect([table, states.length >= atLeast]).toEqual([table, true])
    }
  })

  it('run forward in time, and end before today', async () => {
    await expectNone(`select id from delivery.handoff_event where occurred_at >= '2026-05-26T09:00Z'`)
    await expectNone(`select a.id from delivery.handoff_event a join delivery.handoff_event b
      on b.entity_id = a.entity_id and b.sequence > a.sequence and b.occurred_at < a.occurred_at`)
    await expectNone(
      'select h.id from delivery.handoff h where h.accepted_at > h.contract_approved_at or h.contract_approved_at > h.project_created_at',
    )
    await expectNone(
      `select id from psa.timecard where decided_at > '2026-05-26T09:00Z' or submitted_at > coalesce(decided_at, submitted_at)`,
    )
    await expectNone(`select id from erp.invoice where sent_at > '2026-05-26T09:00Z' or issue_date > '2026-05-26'`)
  })
})

describe('seeded records', () => {
  it('agree across the schemas about every project', async () => {
    await expectNone(`select p.id from psa.project p
      left join erp.project e on e.id = p.id and e.account_id = p.account_id and e.pricing_model = p.pricing_model
      left join crm.opportunity o on o.project_id = p.id and o.account_id = p.account_id and o.stage = 'ACCEPTED'
        and o.name = p.name and o.planned_start = p.planned_start and o.planned_end = p.planned_end
      left join crm.contract c on c.project_id = p.id and c.opportunity_id = o.id and c.id = e.contract_id
        and c.total_value = e.contract_value and c.currency = e.currency and c.legal_entity_id = e.legal_entity_id
      left join delivery.handoff h on h.project_id = p.id and h.opportunity_id = o.id and h.contract_id = c.id
        and h.accepted_at = o.accepted_at and h.contract_approved_at = c.approved_at
      left join delivery.project_reservation r on r.project_id = p.id and r.code = p.code and r.status = 'IN_USE'
      where e.id is null or o.id is null or c.id is null or h.id is null or r.project_id is null`)
    await expectNone(`select project_id, wbs_code from psa.phase except
      select e.id, w->>'code' from erp.project e, jsonb_array_elements(e.wbs) w`)
  })

  it.each([
    ['psa.assignment.worker_id', 'hr.worker'],
    ['psa.assignment.worker_id', 'psa.resource'],
    ['psa.resource.id', 'hr.worker'],
    ['psa.resource.supplier_id', 'procurement.supplier'],
    ['psa.candidate_proposal.worker_id', 'hr.worker'],
    ['psa.timecard.worker_id', 'hr.worker'],
    ['psa.project.project_manager_id', 'hr.worker'],
    ['crm.opportunity.owner_id', 'hr.worker'],
    ['crm.contract.legal_approver_id', 'hr.worker'],
    ['erp.cost_center.owner_id', 'hr.worker'],
    ['hr.worker.supplier_id', 'procurement.supplier'],
    ['hr.worker.legal_entity_id', 'erp.legal_entity'],
    ['crm.opportunity.selling_legal_entity_id', 'erp.legal_entity'],
    ['procurement.purchase_order.project_id', 'psa.project'],
    ['procurement.requisition.project_id', 'psa.project'],
    ['erp.customer.id', 'crm.account'],
    ['erp.charge.timecard_id', 'psa.timecard'],
    ['erp.charge.milestone_id', 'psa.milestone'],
    ['erp.billing_schedule_line.milestone_id', 'psa.milestone'],
  ])('%s points to a record of %s', async (reference, target) => {
    const [schema, table, column] = reference.split('.')

    await expectNone(`select r.${column} from ${schema}.${table} r left join ${target} t on t.id = r.${column}
      where r.${column} is not null and t.id is null`)
  })

  it('have a worker for every persona, and the partners that they act for', async () => {
    const wanted = PERSONAS.flatMap(({ workerId, partner }) => [workerId, partner?.accountId, partner?.supplierId]).filter(
      (id) => typeof id === 'string',
    )
    const found = await ask<{ id: string }>(
      'select id from hr.worker union select id from crm.account union select id from procurement.supplier',
    )

    expect(wanted.filter((id) => !found.some((each) => each.id === id))).toEqual([])
  })

  it('add up: contracts, budgets, schedules, invoices, time and orders', async () => {
    await expectNone(
      `select o.id from crm.opportunity o where o.amount <> (select sum((l->'net'->>'amount')::numeric) from jsonb_array_elements(o.line_items) l)`,
    )
    await expectNone(`select b.id from erp.budget b join erp.project p on p.id = b.project_id
      where b.revenue <> p.contract_value or b.revenue <> (select sum((l->'revenue'->>'amount')::numeric) from jsonb_array_elements(b.lines) l)`)
    await expectNone(`select p.id from erp.project p join erp.billing_schedule_line l on l.project_id = p.id
      group by p.id having sum(l.amount) <> p.contract_value`)
    await expectNone(`select i.id from erp.invoice i where i.subtotal <> (select sum((l->'net'->>'amount')::numeric) from jsonb_array_elements(i.lines) l)
      or i.subtotal <> (select coalesce(sum(c.amount), 0) from erp.charge c where c.invoice_id = i.id)
      or exists (select from jsonb_array_elements(i.lines) l where (l->>'quantity')::numeric * (l->'unitPrice'->>'amount')::numeric <> (l->'net'->>'amount')::numeric)`)
    await expectNone(`select i.id from erp.invoice i where i.tax_total <> (select sum((t->'amount'->>'amount')::numeric) from jsonb_array_elements(i.taxes) t)
      or (i.status = 'PAID') <> (i.amount_paid = i.total and i.amount_paid > 0)`)
    await expectNone(`select p.id from psa.project p where p.actual_hours <> (select coalesce(sum((e->>'hours')::numeric), 0)
      from psa.timecard t, jsonb_array_elements(t.entries) e where t.project_id = p.id and t.status in ('APPROVED', 'BILLED'))`)
    await expectNone(`select a.id from psa.assignment a where a.actual_hours <> (select coalesce(sum((e->>'hours')::numeric), 0)
      from psa.timecard t, jsonb_array_elements(t.entries) e where t.assignment_id = a.id and t.status in ('APPROVED', 'BILLED'))`)
    await expectNone(`select o.id from procurement.purchase_order o
      where o.total <> (select sum((l->'net'->>'amount')::numeric) from jsonb_array_elements(o.lines) l)
        or o.received_amount <> (select coalesce(sum((r->'amount'->>'amount')::numeric), 0) from jsonb_array_elements(o.receipts) r)
        or o.received_amount > o.total`)
  })

  it('ask for the people who are booked: a filled request has its booking, and an open one has none', async () => {
    await expectNone(`select s.id from psa.staffing_request s left join psa.assignment a on a.staffing_request_id = s.id
      where (s.status = 'FULFILLED') <> (a.status is not null and a.status <> 'RELEASED')
        or (a.id is not null and (a.project_id, a.role, a.start_date, a.end_date, a.allocation, a.planned_hours)
          is distinct from (s.project_id, s.role, s.start_date, s.end_date, s.allocation, s.hours))
        or (s.status = 'FULFILLED' and (s.fulfilled_at <> a.confirmed_at or s.fulfilled_at < s.submitted_at))`)
    await expectNone(`select s.id from psa.staffing_request s join psa.assignment a on a.staffing_request_id = s.id
      where not exists (select from psa.candidate_proposal p where p.staffing_request_id = s.id and p.worker_id = a.worker_id)`)
    await expectNone(`select s.id from psa.staffing_request s cross join jsonb_array_elements(s.required_skills) r
      left join hr.skill k on k.id = r->>'skillCode' where k.id is null`)
    await expectNone(`select worker_id from psa.worker_week full join (
        select a.worker_id, w.week_start, sum(w.hours) as hours from psa.assignment a, psa.booked_weeks(a.start_date, a.end_date, a.allocation) w
        where a.status in ('CONFIRMED', 'ACTIVE', 'COMPLETED') group by 1, 2) b using (worker_id, week_start)
      where booked_hours is distinct from hours`)
  })

  it('have their people and their kickoff when the handoff says so, and wait for both before', async () => {
    await expectNone(`select h.project_id from delivery.handoff h join psa.staffing_request s on s.project_id = h.project_id
      where h.resources_assigned_at is not null and s.mandatory_for_kickoff
        and (s.status <> 'FULFILLED' or s.fulfilled_at > h.resources_assigned_at)`)
    await expectNone(`select h.project_id from delivery.handoff h where h.resources_assigned_at is not null
      and not exists (select from psa.staffing_request s where s.project_id = h.project_id and s.status <> 'CANCELLED')`)
    await expectNone(`select h.project_id from delivery.handoff h left join psa.kickoff k on k.id = h.project_id
      where h.kickoff_completed_at is distinct from k.held_at`)
    await expectNone(`select p.id from psa.project p where p.status = 'PLANNED'
      and not exists (select from psa.staffing_request s where s.project_id = p.id and s.mandatory_for_kickoff and s.status <> 'FULFILLED')`)
  })

  it('bill every approved billable week once, and nothing above a cap', async () => {
    await expectNone('select timecard_id from erp.charge where timecard_id is not null group by 1 having count(*) > 1')
    await expectNone(`select t.id from psa.timecard t left join erp.charge c on c.timecard_id = t.id
      where t.status in ('APPROVED', 'BILLED') and c.id is null and exists (select from jsonb_array_elements(t.entries) e where (e->>'billable')::boolean)`)
    await expectNone(`select t.id from psa.timecard t left join erp.charge c on c.timecard_id = t.id
      where (t.status = 'BILLED') <> (coalesce(c.stage, 'READY') = 'BILLED')`)
    await expectNone(`select p.id from erp.project p join erp.invoice i on i.project_id = p.id where p.not_to_exceed is not null
      group by p.id having sum(i.subtotal) > p.not_to_exceed`)
  })

  it('number invoices without gaps, by entity and year in the order of their dates', async () => {
    await expectNone(`select number from (select number, issue_date, right(number, 5)::int as position,
        row_number() over (partition by legal_entity_id, left(issue_date::text, 4) order by issue_date, number) as expected
      from erp.invoice where number is not null) i where position <> expected`)
  })

  it('use only mail addresses and websites that nobody can own', async () => {
    await expectNone(`select email from (select email from crm.contact union select work_email from hr.worker union select personal_email from hr.worker
      union select website from crm.account) m where email not like '%.example'`)
  })

  it('show everything that a project can have on the first project of every list', async () => {
    const [counts] = await ask(`select p.status,
        (select count(*) > 0 from erp.invoice where project_id = p.id and number is not null) as invoices,
        (select count(*) > 5 from psa.timecard where project_id = p.id) as timecards,
        (select count(*) > 2 from psa.assignment where project_id = p.id) as assignments,
        (select count(*) > 0 from procurement.purchase_order where project_id = p.id) as orders,
        (select count(*) > 0 from erp.posting where project_id = p.id and kind = 'REVENUE') as revenue,
        (select count(*) > 0 from delivery.handoff where project_id = p.id) as handoff
      from psa.project p order by p.id limit 1`)

    expect(counts).toEqual({
      status: 'IN_PROGRESS',
      invoices: true,
      timecards: true,
      assignments: true,
      orders: true,
      revenue: true,
      handoff: true,
    })
  })
})

describe('seeded distributions', () => {
  it('have the planned shares of states, regions and values', async () => {
    const [facts] = await ask<Record<string, number>>(`select
      avg((status = 'IN_PROGRESS')::int)::float as running, avg((status = 'CLOSED')::int)::float as closed,
      avg((region = 'NA')::int)::float as north_america,
      (select percentile_cont(0.5) within group (order by e.contract_value * case e.currency
        when 'EUR' then 1.1 when 'GBP' then 1.27 when 'INR' then 0.012 when 'BRL' then 0.19 when 'SGD' then 0.75 else 1 end) from erp.project e) as median_usd,
      (select avg((kind = 'CONTRACTOR')::int)::float from hr.worker) as contractors
      from psa.project`)

    expect(facts?.running).toBeCloseTo(0.45, 1)
    expect(facts?.closed).toBeCloseTo(0.27, 1)
    expect(Math.abs((facts?.north_america ?? 0) - 0.34)).toBeLessThan(0.12)
    expect(facts?.median_usd).toBeGreaterThan(120_000)
    expect(facts?.median_usd).toBeLessThan(280_000)
    expect(facts?.contractors).toBeCloseTo(0.15, 2)
  })

  it('plant the slow legal department of Latin America', async () => {
    const rows = await ask<{ latam: boolean; hours: number }>(`select h.region = 'LATAM' as latam,
      (percentile_cont(0.5) within group (order by extract(epoch from a.decided_at - a.requested_at)))::float / 3600 as hours
      from delivery.approval a join delivery.handoff h on h.id = a.handoff_id where a.kind = 'SOW_LEGAL' group by 1 order by 1`)

    expect(rows.map(({ latam }) => latam)).toEqual([false, true])
    expect(rows[1]?.hours).toBeGreaterThan((rows[0]?.hours ?? 0) * 1.5)
  })
})
