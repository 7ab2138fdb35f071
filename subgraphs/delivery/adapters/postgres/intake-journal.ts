import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import { wakeRun } from '../../engine/postgres/wake-run.ts'
import type { IntakeJournal } from '../../workflows/intake.ts'
import type { DefinitionSource } from './ledger/definition-source.ts'
import { openRun } from './open-run.ts'

/** What the orchestration does about news of other systems. A repeated piece of news changes nothing. */
export function createIntakeJournal(db: Database, definitions: DefinitionSource): IntakeJournal {
  return {
    async openHandoff({ opportunityId, actor, correlationId }) {
      // The statement of work is the one that the opportunity names when the run reads it.
      const opening = { opportunityId, contractId: null, startedBy: actor, correlationId }
      const { kind } = await db.transaction().execute((transaction) => openRun(transaction, definitions, opening))
      return kind !== 'unfinished'
    },
    async wakeProject(projectId) {
      await db.transaction().execute(async (transaction) => {
        const { rows } = await sql<{ id: string }>`select id from delivery.workflow_run where project_id = ${projectId}
          and status not in ('COMPLETED', 'CANCELLED', 'FAILED')`.execute(transaction)
        for (const { id } of rows) await wakeRun(transaction, id)
      })
    },
  }
}
