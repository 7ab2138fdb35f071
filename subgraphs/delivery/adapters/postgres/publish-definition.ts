import { sql } from 'kysely'
import type { Call, Write, WriteError, WriteOptions } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { createWriter, refuse } from '../../../shared/postgres/write.ts'
import type { WorkflowDefinitionRecord } from '../../port.ts'
import { checkDefinition } from '../../rules/definition-rules.ts'
import { checkIdempotencyKey, checkVersion } from '../../rules/input-rules.ts'
import { findStepsWithoutCode } from '../../rules/step-code.ts'
import { findUnmetNeeds } from '../../rules/step-needs.ts'
import { definitionId, type WorkflowDefinition } from '../../workflows/definition.ts'
import { createDefinitionSource } from './ledger/definition-source.ts'
import { DEFINITIONS } from './records.ts'

/** Publishes the next version of a workflow. Runs that are under way stay on theirs; new runs begin on this one. */
export function createDefinitionPublisher(db: Database) {
  const write = createWriter(db, 'delivery')
  const reader = createReader(db, DEFINITIONS)

  return async function publish(
    definition: WorkflowDefinition,
    options: WriteOptions,
    call: Call,
  ): Promise<Write<WorkflowDefinitionRecord>> {
    const faults = [...checkIdempotencyKey(options.idempotencyKey), ...checkVersion(definition)]
    if (faults.length > 0) return { ok: false, errors: faults }
    const id = definitionId(definition)
    return write<WorkflowDefinitionRecord>(
      { operation: 'publishWorkflowDefinition', input: definition, options, call, on: [] },
      reader,
      async (transaction) => {
        const { kind, version, name, processOwnerId, endsIn, groups, changeNote } = definition
        // Publications come one after the other: each is the version after the newest.
        await sql`select pg_advisory_xact_lock(hashtext(${`definition of ${kind}`}))`.execute(transaction)
        const { rows } = await sql<{ newest: number }>`select coalesce(max(version), 0)::int as newest
          from delivery.workflow_definition where kind = ${kind}`.execute(transaction)
        const newest = rows[0]?.newest ?? 0
        if (version !== newest + 1) {
          const message = `The next version of ${kind} is ${newest + 1}.`
          return refuse({ code: 'CONFLICT', message, currentRevision: newest })
        }
        const former = newest === 0 ? null : await createDefinitionSource().versionOf(transaction, kind, newest)
        const findings = findingsOf(definition, former)
        if (findings.length > 0) return refuse(...findings)
        await sql`insert into delivery.workflow_definition (id, kind, version, status, name, process_owner_id, ends_in, groups,
          change_note, published_by)
          values (${id}, ${kind}, ${version}, 'PUBLISHED', ${name}, ${processOwnerId}, ${endsIn}, ${JSON.stringify(groups)}::jsonb,
          ${changeNote}, ${call.principal.subject})`.execute(transaction)
        return { ok: true, id }
      },
    )
  }
}

function findingsOf(definition: WorkflowDefinition, former: WorkflowDefinition | null): readonly WriteError[] {
  const findings = [...findStepsWithoutCode(definition), ...findUnmetNeeds(definition), ...checkDefinition(definition, former)]
  return findings.map(({ rule, stepKey, message }) => ({
    code: 'VALIDATION_FAILED',
    rule,
    message: stepKey === null ? message : `${stepKey}: ${message}`,
    field: ['input', 'groups'],
  }))
}
