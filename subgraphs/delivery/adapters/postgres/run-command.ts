import { sql } from 'kysely'
import type { Call, Entity, Write, WriteOptions } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import type { TableReader } from '../../../shared/postgres/reader.ts'
import { createWriter, refuse } from '../../../shared/postgres/write.ts'
import { wakeRun } from '../../engine/postgres/wake-run.ts'
import { checkIdempotencyKey } from '../../rules/input-rules.ts'
import type { CommandContext, Verdict } from '../../workflows/commands/command.ts'
import type { DefinitionSource } from './ledger/definition-source.ts'
import { loadRun } from './ledger/load-run.ts'
import { lockRun } from './ledger/locked-run.ts'
import { writeChanges } from './ledger/write-changes.ts'

/** One word of a person to a run: what was said, about which record, and how it is judged. */
export interface RunCommand<Record extends Entity> {
  readonly operation: string
  readonly input: unknown
  /** Record that the mutation is about, and answers with. */
  readonly recordId: string
  readonly reader: TableReader<Record, never, never, never>
  /** Run of that record; null when the record does not exist. */
  readonly runOf: (transaction: Database) => Promise<string | null>
  /** Field of the input that names the record. */
  readonly field: string
  readonly revisionOf?: (context: CommandContext) => number | null
  readonly judge: (context: CommandContext) => Verdict
}

/**
 * Says a person's word to a run: judged on its state under lock, written with its events, and the run woken, all in one
 * transaction and once per idempotency key.
 */
export function createRunCommander(db: Database, definitions: DefinitionSource) {
  const write = createWriter(db, 'delivery')

  return async function say<Record extends Entity>(
    command: RunCommand<Record>,
    options: WriteOptions,
    call: Call,
  ): Promise<Write<Record>> {
    const { operation, input, recordId, reader, runOf, field, judge, revisionOf } = command
    const faults = checkIdempotencyKey(options.idempotencyKey)
    if (faults.length > 0) return { ok: false, errors: faults }
    const missing = { code: 'NOT_FOUND', message: 'There is no such record.', field: ['input', field] } as const
    const on = [{ source: reader.source, id: recordId, missing }]
    return write<Record>({ operation, input, options, call, on }, reader, async (transaction) => {
      const runId = await runOf(transaction)
      const locked = runId === null ? null : await lockRun(transaction, runId)
      if (locked === null) return refuse(missing)
      const state = await loadRun(transaction, locked.id)
      const definition = await definitions.versionOf(transaction, 'SOW_TO_PROJECT', state.run.definitionVersion)
      const context = { state, definition, by: call.principal }
      const current = revisionOf?.(context) ?? null
      if (options.ifRevision != null && current !== null && options.ifRevision !== current) {
        return refuse({ code: 'CONFLICT', message: 'The record changed since it was read.', currentRevision: current })
      }
      const verdict = judge(context)
      if (!verdict.ok) return refuse(verdict.error)
      if (verdict.changes.length > 0) {
        await writeChanges(transaction, locked, state, { changes: verdict.changes, rest: null }, call.principal)
        await wakeRun(transaction, locked.id)
      }
      return { ok: true, id: recordId }
    })
  }
}

/** Run that a record of the given table belongs to. */
export const runOfRecord =
  (table: 'approval' | 'review_task', id: string) =>
  async (transaction: Database): Promise<string | null> => {
    const { rows } = await sql<{ runId: string }>`select run_id as "runId" from ${sql.table(`delivery.${table}`)}
      where id = ${id}`.execute(transaction)
    return rows[0]?.runId ?? null
  }
