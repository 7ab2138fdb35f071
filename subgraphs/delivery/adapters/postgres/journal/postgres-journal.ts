import type { Database } from '../../../../shared/postgres/database.ts'
import type { Journal } from '../../../workflows/journal.ts'
import { createApprovalJournal } from './approval-journal.ts'
import { patiently } from './patiently.ts'
import { createRunJournal } from './run-journal.ts'
import { createStepJournal } from './step-journal.ts'

/** The worker's writing side: every call is one transaction, repeated while the database is away. */
export function createPostgresJournal(db: Database): Journal {
  const inTransaction = <Result>(work: (transaction: Database) => Promise<Result>): Promise<Result> =>
    patiently(() => db.transaction().execute(work))
  return { ...createStepJournal(inTransaction), ...createApprovalJournal(inTransaction), ...createRunJournal(inTransaction) }
}
