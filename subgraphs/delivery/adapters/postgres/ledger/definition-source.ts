import { sql } from 'kysely'
import type { Database } from '../../../../shared/postgres/database.ts'
import { definitionId, type WorkflowDefinition } from '../../../workflows/definition.ts'
import { SOW_TO_PROJECT_1 } from '../../../workflows/definitions/sow-to-project-1.ts'
import { SOW_TO_PROJECT_2 } from '../../../workflows/definitions/sow-to-project-2.ts'

type Kind = WorkflowDefinition['kind']

/**
 * Versions of workflows, as they were published. A version never changes, so one that was read is kept. Everything is read
 * in the caller's transaction: waiting for a second connection while it holds one, it could wait for its own kind for ever.
 */
export interface DefinitionSource {
  /** @throws when it was never published: a run of it cannot exist. */
  versionOf(transaction: Database, kind: Kind, version: number): Promise<WorkflowDefinition>
  /** The newest version; new runs begin on it. */
  latest(transaction: Database, kind: Kind): Promise<WorkflowDefinition>
}

export function createDefinitionSource(): DefinitionSource {
  const known = new Map<string, WorkflowDefinition>()
  return {
    async versionOf(transaction, kind, version) {
      const id = definitionId({ kind, version })
      const found = known.get(id) ?? (await read(transaction, id))
      known.set(id, found)
      return found
    },
    async latest(transaction, kind) {
      const { rows } = await sql<WorkflowDefinition>`${SELECT} where kind = ${kind} and status = 'PUBLISHED'
        order by version desc limit 1`.execute(transaction)
      if (rows[0] === undefined) throw new Error(`no version of ${kind} is published`)
      return rows[0]
    },
  }
}

const SELECT = sql`select kind, version, name, process_owner_id as "processOwnerId", change_note as "changeNote", groups,
  ends_in as "endsIn" from delivery.workflow_definition`

async function read(db: Database, id: string): Promise<WorkflowDefinition> {
  const { rows } = await sql<WorkflowDefinition>`${SELECT} where id = ${id}`.execute(db)
  if (rows[0] === undefined) throw new Error(`${id} was never published`)
  return rows[0]
}

/** The versions that come with the product; every other one is published through the graph. */
export const BUILT_IN_DEFINITIONS: readonly WorkflowDefinition[] = [SOW_TO_PROJECT_1, SOW_TO_PROJECT_2]

/** Publishes the versions that come with the product; what is there stays as it is. */
export async function publishBuiltIn(db: Database): Promise<void> {
  for (const { kind, version, name, processOwnerId, changeNote, groups, endsIn } of BUILT_IN_DEFINITIONS) {
    await sql`insert into delivery.workflow_definition (id, kind, version, status, name, process_owner_id, ends_in, groups, change_note,
      published_by)
      values (${definitionId({ kind, version })}, ${kind}, ${version}, 'PUBLISHED', ${name}, ${processOwnerId}, ${endsIn},
      ${JSON.stringify(groups)}::jsonb, ${changeNote}, 'svc_orchestrator') on conflict do nothing`.execute(db)
  }
}
