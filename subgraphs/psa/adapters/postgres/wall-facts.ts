import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import type { WallAsk, WallFacts } from '../../staffing-port.ts'

/** What the ethical wall is decided on for each booking, in the order of `asks`, in one statement. */
export async function findWallFacts(db: Database, asks: readonly WallAsk[]): Promise<readonly WallFacts[]> {
  const requestIds = asks.map(({ staffingRequestId }) => staffingRequestId)
  const workerIds = asks.map((ask) => ('workerId' in ask ? ask.workerId : null))
  const proposalIds = asks.map((ask) => ('proposalId' in ask ? ask.proposalId : null))
  const { rows } = await sql<WallFacts>`
    select p.account_id as "clientId", (platform.business_now() at time zone 'UTC')::date::text as today,
      coalesce((
        select jsonb_agg(distinct earlier.account_id)
        from psa.assignment a join psa.project earlier on earlier.id = a.project_id
        where a.worker_id = coalesce(ask.worker_id, c.worker_id) and a.status <> 'TENTATIVE'
      ), '[]') as "workedFor",
      coalesce((
        select jsonb_agg(jsonb_build_object('between', jsonb_build_array(w.account_id, w.other_account_id),
          'from', w.valid_from::text, 'until', w.valid_until::text))
        from psa.ethical_wall w where p.account_id in (w.account_id, w.other_account_id)
      ), '[]') as walls
    from unnest(${requestIds}::text[], ${workerIds}::text[], ${proposalIds}::text[]) with ordinality
      as ask (staffing_request_id, worker_id, proposal_id, position)
    left join psa.staffing_request r on r.id = ask.staffing_request_id
    left join psa.project p on p.id = r.project_id
    left join psa.candidate_proposal c on c.id = ask.proposal_id
    order by ask.position`.execute(db)
  return rows
}
