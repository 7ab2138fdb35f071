/** One effect of a handoff in a system, counted in the system's own tables. */
export interface Effect {
  readonly name: string
  /**
   * Answers a row a case: `token`, `made` (how often the effect ever happened) and `in_use` (how often it is still in
   * force). `$1` are the tokens of the cases.
   */
  readonly sql: string
}

const EACH_CASE = 'from unnest($1::text[]) as token'

/** What every completed handoff leaves behind exactly once, and an undone one not in use. */
export const EFFECTS: readonly Effect[] = [
  {
    name: 'customer in ERP',
    sql: `select token, count(c.id)::int as made, count(c.id) filter (where c.status <> 'INACTIVE')::int as in_use
      ${EACH_CASE} left join erp.customer c on c.id = 'acc_' || token group by token`,
  },
  {
    name: 'contract approval',
    sql: `select token, count(c.approved_at)::int as made, count(c.approved_at)::int as in_use
      ${EACH_CASE} left join crm.contract c on c.id = 'ctr_' || token group by token`,
  },
  {
    name: 'project on the sale',
    sql: `select token, count(o.project_id)::int as made, count(o.project_id)::int as in_use
      ${EACH_CASE} left join crm.opportunity o on o.id = 'opp_' || token group by token`,
  },
  {
    name: 'project on the contract',
    sql: `select token, count(c.project_id)::int as made, count(c.project_id)::int as in_use
      ${EACH_CASE} left join crm.contract c on c.id = 'ctr_' || token group by token`,
  },
  {
    // All systems mean the same project, also those in which it was undone.
    name: 'project id',
    sql: `select token, count(distinct named.id)::int as made, count(distinct o.project_id)::int as in_use
      ${EACH_CASE} left join crm.opportunity o on o.id = 'opp_' || token
      left join lateral (
        select project_id as id from crm.opportunity where id = 'opp_' || token
        union select project_id from crm.contract where id = 'ctr_' || token
        union select id from erp.project where contract_id = 'ctr_' || token
        union select id from psa.project where account_id = 'acc_' || token
      ) named on true group by token`,
  },
  {
    name: 'project in ERP',
    sql: `select token, count(p.id)::int as made, count(p.id) filter (where p.financial_status <> 'CLOSED')::int as in_use
      ${EACH_CASE} left join erp.project p on p.contract_id = 'ctr_' || token group by token`,
  },
  {
    name: 'budget',
    sql: `select token, count(b.id)::int as made, count(b.id) filter (where b.status = 'APPROVED')::int as in_use
      ${EACH_CASE} left join erp.project p on p.contract_id = 'ctr_' || token left join erp.budget b on b.project_id = p.id
      group by token`,
  },
  {
    // The lines of one schedule add up to the value of the contract, so their sum counts the schedules.
    name: 'billing schedule',
    sql: `select token, coalesce(sum(l.amount) / min(p.contract_value), 0)::float8 as made,
      coalesce(sum(l.amount) filter (where l.status <> 'CANCELLED') / min(p.contract_value), 0)::float8 as in_use
      ${EACH_CASE} left join erp.project p on p.contract_id = 'ctr_' || token
      left join erp.billing_schedule_line l on l.project_id = p.id group by token`,
  },
  {
    name: 'project in PSA',
    sql: `select token, count(p.id)::int as made, count(p.id) filter (where p.status <> 'CANCELLED')::int as in_use
      ${EACH_CASE} left join psa.project p on p.account_id = 'acc_' || token group by token`,
  },
  {
    name: 'document folder',
    sql: `select token, count(f.id)::int as made, count(f.id) filter (where f.archived_at is null)::int as in_use
      ${EACH_CASE} left join crm.document_folder f on f.contract_id = 'ctr_' || token group by token`,
  },
  {
    // The requests of one project add up to its effort, so their sum counts how often each was made.
    name: 'set of staffing requests',
    sql: `select token, coalesce(r.hours / p.hours, 0)::float8 as made, coalesce(r.open_hours / p.hours, 0)::float8 as in_use
      ${EACH_CASE}
      left join lateral (select sum(f.planned_hours) as hours from psa.phase f
        join psa.project p on p.id = f.project_id where p.account_id = 'acc_' || token) p on true
      left join lateral (select sum(r.hours) as hours, sum(r.hours) filter (where r.status <> 'CANCELLED') as open_hours
        from psa.staffing_request r join psa.project p on p.id = r.project_id where p.account_id = 'acc_' || token) r on true`,
  },
  {
    // Bookings of the request that has most of them; no request keeps two.
    name: 'booking',
    sql: `select token, coalesce(max(b.made), 0)::int as made, coalesce(max(b.in_use), 0)::int as in_use
      ${EACH_CASE} left join lateral (
        select count(*) as made, count(*) filter (where a.status <> 'RELEASED') as in_use from psa.assignment a
        join psa.project p on p.id = a.project_id where p.account_id = 'acc_' || token group by a.staffing_request_id
      ) b on true group by token`,
  },
  {
    name: 'requisition',
    sql: `select token, count(r.id)::int as made, count(r.id) filter (where r.status not in ('CANCELLED', 'REJECTED'))::int as in_use
      ${EACH_CASE} left join psa.project p on p.account_id = 'acc_' || token
      left join procurement.requisition r on r.project_id = p.id group by token`,
  },
]

/** Writes that the systems themselves noted as carried out, as `<system>.<operation> <key>`. `$1` are the keys. */
export const KNOWN_WRITES = ['crm', 'erp', 'psa', 'hr', 'procurement', 'delivery']
  .map(
    (schema) =>
      `select '${schema}.' || operation || ' ' || key as write from ${schema}.idempotency_key where key = any ($1::text[])`,
  )
  .join(' union ')
