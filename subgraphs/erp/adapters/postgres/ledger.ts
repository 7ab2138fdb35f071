import { sql } from 'kysely'
import type { CurrencyCode, DecimalText, InstantText, Money } from '../../../../contracts/wire/values.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import type { ErpSystem } from '../../port.ts'
import { invoiceVisibility, projectVisibility } from './visibility.ts'

/**
 * Sums are made by the database in exact decimals, one statement for all projects or accounts. A row of a project carries the
 * project's currency (a foreign key sees to it), so no sum mixes currencies. A document counts once it has its legal number;
 * credit notes hold positive amounts and are subtracted. Sums hold what the caller may see of it, and nothing else.
 */
export function createLedger(db: Database): ErpSystem['ledger'] {
  return {
    async figuresOf(projectIds, { principal }) {
      const visibleProject = projectVisibility.visibleTo(principal) ?? sql`true`
      const visibleInvoice = invoiceVisibility.visibleTo(principal) ?? sql`true`
      const { rows } = await sql<FiguresRow>`
        with posted as (
          select project_id, sum(hours) as hours, sum(billable_hours) as billable_hours,
            sum(amount) filter (where kind = 'REVENUE') as revenue,
            sum(amount) filter (where kind = 'LABOUR') as labour,
            sum(amount) filter (where kind = 'SUBCONTRACTOR') as subcontractor,
            sum(amount) filter (where kind = 'EXPENSE') as expense,
            sum(amount) filter (where kind in ('LABOUR', 'SUBCONTRACTOR', 'EXPENSE')) as cost,
            sum(amount) filter (where kind = 'WRITE_OFF') as write_offs
          from erp.posting where project_id = any(${projectIds}) group by project_id
        ), invoiced as (
          select project_id, sum(case type when 'CREDIT_NOTE' then -subtotal else subtotal end) as billed
          from erp.invoice t where project_id = any(${projectIds}) and number is not null and ${visibleInvoice} group by project_id
        ), charged as (
          select project_id, sum(amount) as unbilled
          from erp.charge where project_id = any(${projectIds}) and stage in ('HOLD', 'READY', 'IN_INVOICE') group by project_id
        )
        select t.id, t.currency, platform.business_now() as "asOf",
          coalesce(posted.hours, 0) as hours, coalesce(posted.billable_hours, 0) as "billableHours",
          coalesce(posted.revenue, 0) as revenue, coalesce(posted.labour, 0) as "labourCost",
          coalesce(posted.subcontractor, 0) as "subcontractorCost", coalesce(posted.expense, 0) as "expenseCost",
          coalesce(posted.write_offs, 0) as "writeOffs", coalesce(posted.cost, 0) as cost,
          -- A quotient keeps 16 significant digits unless an operand has more behind the point.
          round((posted.revenue - coalesce(posted.cost, 0))::numeric(60, 30) / nullif(posted.revenue, 0), 4) as margin,
          coalesce(invoiced.billed, 0) as billed, coalesce(charged.unbilled, 0) as unbilled
        from erp.project t
        left join posted on posted.project_id = t.id
        left join invoiced on invoiced.project_id = t.id
        left join charged on charged.project_id = t.id
        where t.id = any(${projectIds}) and ${visibleProject}`.execute(db)
      return new Map(rows.map(({ id, ...row }) => [id, toFigures(row)]))
    },

    async receivablesOf(accountIds, { principal }) {
      const visible = invoiceVisibility.visibleTo(principal) ?? sql`true`
      const { rows } = await sql<{ account: string; amount: DecimalText; currency: CurrencyCode }>`
        select account_id as account, currency, sum(case type when 'CREDIT_NOTE' then -amount_due else amount_due end) as amount
        from erp.invoice t where account_id = any(${accountIds}) and number is not null and ${visible}
        group by account_id, currency having sum(case type when 'CREDIT_NOTE' then -amount_due else amount_due end) <> 0
        order by account_id, currency`.execute(db)
      const byAccount = new Map<string, Money[]>()
      for (const { account, ...open } of rows) byAccount.set(account, [...(byAccount.get(account) ?? []), open])
      return byAccount
    },
  }
}

type Amounts = 'revenue' | 'labourCost' | 'subcontractorCost' | 'expenseCost' | 'writeOffs' | 'cost' | 'billed' | 'unbilled'

type FiguresRow = { readonly [Field in Amounts | 'hours' | 'billableHours']: DecimalText } & {
  readonly id: string
  readonly currency: CurrencyCode
  readonly asOf: InstantText
  readonly margin: DecimalText | null
}

function toFigures({ currency, asOf, hours, billableHours, margin, ...amounts }: Omit<FiguresRow, 'id'>) {
  const money = (field: Amounts) => ({ amount: amounts[field], currency })
  return {
    asOf,
    hours,
    billableHours,
    margin,
    revenue: money('revenue'),
    labourCost: money('labourCost'),
    subcontractorCost: money('subcontractorCost'),
    expenseCost: money('expenseCost'),
    writeOffs: money('writeOffs'),
    cost: money('cost'),
    billed: money('billed'),
    unbilled: money('unbilled'),
  }
}
