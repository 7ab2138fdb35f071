import { sql } from 'kysely'
import type { Database } from '../../../../shared/postgres/database.ts'
import { DELIVERY_STAGES, type DeliveryStage } from '../../../states.ts'
import type { LockedRun } from './locked-run.ts'

/** The project enters a stage and leaves the one before; the first stage that it enters brings those of its past along. */
export async function enterStage(
  transaction: Database,
  { id: runId, handoffId }: LockedRun,
  stage: DeliveryStage,
): Promise<void> {
  const { rows } = await sql<{ projectId: string; known: number }>`
    select h.project_id as "projectId",
      (select count(*)::int from delivery.project_stage s where s.project_id = h.project_id) as known
    from delivery.handoff h where h.id = ${handoffId}`.execute(transaction)
  const [facts] = rows
  if (facts?.projectId == null) throw new Error(`run ${runId} reaches ${stage} without a project`)
  const { projectId, known } = facts
  if (known === 0) await enterPast(transaction, handoffId)
  await sql`update delivery.project_stage set left_at = greatest(entered_at, platform.business_now()), revision = revision + 1,
    updated_at = now() where project_id = ${projectId} and left_at is null`.execute(transaction)
  await sql`insert into delivery.project_stage (id, project_id, stage, entered_at)
    select ${`${projectId}:${stage}`}, ${projectId}, ${stage}, greatest(platform.business_now(), max(left_at))
    from delivery.project_stage where project_id = ${projectId}`.execute(transaction)
}

/** Each system stamps its own part; a stage never ends before it begins. */
async function enterPast(transaction: Database, handoffId: string): Promise<void> {
  const [accepted, approved] = DELIVERY_STAGES
  await sql`insert into delivery.project_stage (id, project_id, stage, entered_at, left_at)
    select project_id || ':' || stage, project_id, stage, entered_at, left_at
    from delivery.handoff h, lateral (values
      (${accepted}, h.accepted_at, greatest(h.accepted_at, h.contract_approved_at)),
      (${approved}, greatest(h.accepted_at, h.contract_approved_at),
        greatest(h.accepted_at, h.contract_approved_at, platform.business_now()))) as past (stage, entered_at, left_at)
    where h.id = ${handoffId}`.execute(transaction)
}
