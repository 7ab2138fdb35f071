import { sql } from 'kysely'
import { money } from '../../../../contracts/wire/values.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import type { HrSystem } from '../../port.ts'

export function createCostRates(db: Database): HrSystem['costRates'] {
  return {
    async findRates(moments) {
      const workerIds = moments.map(({ workerId }) => workerId)
      const days = moments.map(({ on }) => on)
      const { rows } = await sql<{ amount: string | null; currency: string | null }>`
        select r.amount, r.currency
        from unnest(${workerIds}::text[], ${days}::date[]) with ordinality as m(worker_id, day, position)
        left join lateral (
          select amount, currency from hr.cost_rate
          where worker_id = m.worker_id and valid_from <= coalesce(m.day, platform.business_now()::date)
          order by valid_from desc limit 1
        ) as r on true order by m.position`.execute(db)
      return rows.map(({ amount, currency }) => (amount === null || currency === null ? null : money(amount, currency)))
    },
  }
}
