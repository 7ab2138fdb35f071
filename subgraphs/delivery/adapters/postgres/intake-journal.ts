import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import { wakeRun } from '../../engine/postgres/wake-run.ts'
import { hearAcceptance } from '../../workflows/commands/hear-acceptance.ts'
import type { IntakeJournal } from '../../workflows/intake.ts'
import type { DefinitionSource } from './ledger/definition-source.ts'
import { loadRun } from './ledger/load-run.ts'
import { lockRun } from './ledger/locked-run.ts'
import { writeChanges } from './ledger/write-changes.ts'
import { openRun, type RunOpening } from './open-run.ts'

/** What the orchestration does about news of other systems. A repeated piece of news changes nothing. */
export function createIntakeJournal(db: Database, definitions: DefinitionSource): IntakeJournal {
  return {
    async openHandoff({ opportunityId, actor, correlationId }) {
      // The statement of work is the one that the opportunity names when the run reads it.
      const opening = { opportunityId, contractId: null, startedBy: actor, correlationId }
      return db.transaction().execute(async (transaction) => {
        const opened = await openRun(transaction, definitions, opening)
        switch (opened.kind) {
          case 'begun':
            return true
          case 'joined':
            return tellAcceptance(transaction, definitions, opened.runId, actor)
          case 'unfinished':
            return false
        }
      })
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

/** Tells a run that was there before the acceptance; answers false when it has to be told again. */
async function tellAcceptance(
  transaction: Database,
  definitions: DefinitionSource,
  runId: string,
  by: RunOpening['startedBy'],
): Promise<boolean> {
  const locked = await lockRun(transaction, runId)
  if (locked === null) throw new Error(`run ${runId} is gone under its own lock`)
  const state = await loadRun(transaction, runId)
  const definition = await definitions.versionOf(transaction, 'SOW_TO_PROJECT', state.run.definitionVersion)
  const changes = hearAcceptance({ state, definition, by })
  if (changes === null) return false
  if (changes.length > 0) {
    await writeChanges(transaction, locked, state, { changes, rest: null }, by)
    await wakeRun(transaction, runId)
  }
  return true
}
