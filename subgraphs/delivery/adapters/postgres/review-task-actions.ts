import { sql } from 'kysely'
import type { Call, Write, WriteError, WriteOptions } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import type { ReviewTask, ReviewTaskAction } from '../../port.ts'
import { checkTaskResolution } from '../../rules/input-rules.ts'
import type { CommandContext } from '../../workflows/commands/command.ts'
import { type ClosedTask, closedTask, resolveReviewTask } from '../../workflows/commands/resolve-review-task.ts'
import type { DefinitionSource } from './ledger/definition-source.ts'
import { REVIEW_TASKS } from './records.ts'
import { createRunCommander, runOfRecord } from './run-command.ts'

/** Settles review tasks. */
export function createReviewTaskActions(db: Database, definitions: DefinitionSource) {
  const say = createRunCommander(db, definitions)
  const reader = createReader(db, REVIEW_TASKS)

  return async function act(
    taskId: string,
    action: ReviewTaskAction,
    options: WriteOptions,
    call: Call,
  ): Promise<Write<ReviewTask>> {
    const faults = checkTaskResolution(action)
    if (faults.length > 0) return { ok: false, errors: faults }
    const command = {
      operation: 'resolveReviewTask',
      input: { taskId, ...action },
      recordId: taskId,
      reader,
      field: 'taskId',
      runOf: runOfRecord('review_task', taskId),
      whyClosed: (transaction: Database) => whyClosed(transaction, taskId),
      judge: (context: CommandContext) => resolveReviewTask(context, taskId, action),
    }
    return say(command, options, call)
  }
}

/** A run keeps its open tasks in mind only; how a settled one ended is read from its row. */
async function whyClosed(transaction: Database, taskId: string): Promise<WriteError | null> {
  const { rows } = await sql<ClosedTask>`select status, resolution, resolved_by_worker_id as "resolvedByWorkerId",
      resolved_by as "resolvedBy", resolved_at as "resolvedAt"
    from delivery.review_task where id = ${taskId} and status <> 'OPEN'`.execute(transaction)
  return rows[0] === undefined ? null : closedTask(rows[0])
}
