import { sql } from 'kysely'
import type { WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import type { Project } from '../../port.ts'

export const NO_PROJECT: WriteError = {
  code: 'NOT_FOUND',
  message: 'There is no such project.',
  field: ['input', 'projectId'],
}

export type LockedProject = Pick<Project, 'id' | 'status' | 'region' | 'revision'>

/** Takes the row that every writer of a project takes first. Null when there is no such project. */
export async function lockProject(transaction: Database, id: string): Promise<LockedProject | null> {
  const { rows } = await sql<LockedProject>`select id, status, region, revision from psa.project where id = ${id}
    for no key update`.execute(transaction)
  return rows[0] ?? null
}

/** The same for the project of a record; null when there is no such record. */
export async function lockProjectOf(
  transaction: Database,
  table: 'psa.staffing_request' | 'psa.assignment',
  id: string,
): Promise<LockedProject | null> {
  const { rows } = await sql<{ projectId: string }>`select project_id as "projectId" from ${sql.table(table)}
    where id = ${id}`.execute(transaction)
  const [record] = rows
  return record === undefined ? null : lockProject(transaction, record.projectId)
}
