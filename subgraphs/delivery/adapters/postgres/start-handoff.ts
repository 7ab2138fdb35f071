import type { Call, Write, WriteOptions } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { createWriter, type Outcome, refuse } from '../../../shared/postgres/write.ts'
import type { Handoff, HandoffDraft } from '../../port.ts'
import { checkIdempotencyKey, checkStart } from '../../rules/input-rules.ts'
import type { DefinitionSource } from './ledger/definition-source.ts'
import { openRun } from './open-run.ts'
import { HANDOFFS } from './records.ts'

/** Starts handoffs by hand; acceptance of an opportunity starts them by itself (see the intake of the worker). */
export function createHandoffStarter(db: Database, definitions: DefinitionSource) {
  const write = createWriter(db, 'delivery')
  const reader = createReader(db, HANDOFFS)

  return async function start(draft: HandoffDraft, options: WriteOptions, call: Call): Promise<Write<Handoff>> {
    const faults = [...checkIdempotencyKey(options.idempotencyKey), ...checkStart(draft)]
    if (faults.length > 0) return { ok: false, errors: faults }
    const { principal, correlationId } = call
    let isJoined = false
    const written = await write<Handoff>(
      { operation: 'startHandoff', input: draft, options, call, on: [] },
      reader,
      async (transaction): Promise<Outcome> => {
        const opened = await openRun(transaction, definitions, { ...draft, startedBy: principal, correlationId })
        if (opened.kind === 'unfinished') {
          const message = 'The handoff of the opportunity is being cancelled; start it again once everything is undone.'
          return refuse({ code: 'INVALID_STATE', message, currentState: opened.status, allowedStates: [] })
        }
        isJoined = opened.kind === 'joined'
        return { ok: true, id: opened.handoffId }
      },
    )
    return written.ok && isJoined ? { ...written, replayed: true } : written
  }
}
