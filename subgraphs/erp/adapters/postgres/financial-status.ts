import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import { type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { ProjectAction } from '../../port.ts'
import { invalid } from '../../rules/amount.ts'
import { followers, PROJECT_TRANSITIONS, type ProjectFinancialStatus } from '../../states.ts'
import type { LockedProject } from './locked-project.ts'

export async function setFinancialStatus(
  transaction: Database,
  { id, financialStatus: from }: LockedProject,
  { status: to, reason }: ProjectAction & { readonly kind: 'setFinancialStatus' },
): Promise<Outcome> {
  if (reason.trim() === '') return refuse(invalid('TEXT_EMPTY', 'The reason must not be empty.', ['input', 'reason']))
  const allowedStates = followers<ProjectFinancialStatus>(PROJECT_TRANSITIONS, from)
  if (!allowedStates.includes(to)) {
    return refuse({
      code: 'INVALID_STATE',
      message: `A project cannot go from ${from} to ${to}.`,
      currentState: from,
      allowedStates,
    })
  }
  if (to === 'CLOSED' && from !== 'CLOSING' && (await isUsed(transaction, id))) {
    const message = 'Something was posted, charged or invoiced on the project; it has to be closed through CLOSING.'
    return refuse({ code: 'POLICY_VIOLATION', message, policy: 'no_postings' })
  }
  await sql`update erp.project set financial_status = ${to}, financial_status_reason = ${reason} where id = ${id}`.execute(
    transaction,
  )
  return { ok: true, id }
}

async function isUsed(transaction: Database, projectId: string): Promise<boolean> {
  const { rows } = await sql`select from erp.posting where project_id = ${projectId}
    union all select from erp.charge where project_id = ${projectId}
    union all select from erp.invoice where project_id = ${projectId} limit 1`.execute(transaction)
  return rows.length > 0
}
