import { sql } from 'kysely'
import type { WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { WorkerAction } from '../../port.ts'

export const NO_WORKER: WriteError = { code: 'NOT_FOUND', message: 'There is no such worker.', field: ['input', 'workerId'] }

/** Adds the skill or changes it, and counts the worker's revision up, because a skill is part of the worker. */
export async function upsertSkill(
  transaction: Database,
  workerId: string,
  action: WorkerAction,
  ifRevision: number | null | undefined,
): Promise<Outcome> {
  const { skillId, level, yearsOfExperience, lastUsedOn } = action
  const { rows } = await sql<{ revision: number; skillKnown: boolean }>`
    select revision, exists (select from hr.skill where id = ${skillId}) as "skillKnown"
    from hr.worker where id = ${workerId} for no key update`.execute(transaction)
  const [worker] = rows
  if (worker === undefined) return refuse(NO_WORKER)
  if (ifRevision !== null && ifRevision !== undefined && ifRevision !== worker.revision) {
    return refuse({
      code: 'CONFLICT',
      message: 'The worker changed since it was read; read it again.',
      currentRevision: worker.revision,
    })
  }
  if (!worker.skillKnown) {
    return refuse({ code: 'NOT_FOUND', message: 'The catalogue has no such skill.', field: ['input', 'skillCode'] })
  }
  // The endorsement was given for a level; another level has to be endorsed again.
  await sql`insert into hr.worker_skill as s (id, worker_id, skill_id, level, years_of_experience, last_used_on)
    values (${`${workerId}:${skillId}`}, ${workerId}, ${skillId}, ${level}, ${yearsOfExperience}, ${lastUsedOn})
    on conflict (worker_id, skill_id) do update set
      endorsed = s.endorsed and s.level = excluded.level,
      level = excluded.level,
      years_of_experience = coalesce(excluded.years_of_experience, s.years_of_experience),
      last_used_on = coalesce(excluded.last_used_on, s.last_used_on),
      revision = s.revision + 1, updated_at = now()`.execute(transaction)
  await sql`update hr.worker set revision = revision + 1, updated_at = now() where id = ${workerId}`.execute(transaction)
  return { ok: true, id: workerId }
}
