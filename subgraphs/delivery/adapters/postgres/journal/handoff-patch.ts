import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../../../shared/postgres/database.ts'
import type { HandoffPatch, RunInput } from '../../../workflows/journal.ts'

const COLUMN: { readonly [Field in keyof Required<HandoffPatch>]: string } = {
  contractId: 'contract_id',
  accountId: 'account_id',
  legalEntityId: 'legal_entity_id',
  region: 'region',
  serviceType: 'service_type',
  acceptedAt: 'accepted_at',
  completenessScore: 'completeness_score',
  findings: 'findings',
  contractApprovedAt: 'contract_approved_at',
  projectId: 'project_id',
  templateCode: 'template_code',
}

/** Enters what a step found out on the handoff; the project also on the run and its approvals. */
export async function patchHandoff(transaction: Database, run: RunInput, patch: HandoffPatch): Promise<void> {
  const fields = (Object.keys(COLUMN) as (keyof HandoffPatch)[]).filter((field) => patch[field] !== undefined)
  if (fields.length === 0) return
  const assignments = fields.map((field) => sql`${sql.ref(COLUMN[field])} = ${sqlValueOf(field, patch)}`)
  await sql`update delivery.handoff set ${sql.join(assignments)}, revision = revision + 1, updated_at = now()
    where id = ${run.handoffId}`.execute(transaction)
  if (patch.projectId === undefined) return
  await sql`update delivery.workflow_run set project_id = ${patch.projectId}, revision = revision + 1, updated_at = now()
    where id = ${run.runId}`.execute(transaction)
  await sql`update delivery.approval set project_id = ${patch.projectId}, revision = revision + 1, updated_at = now()
    where run_id = ${run.runId}`.execute(transaction)
}

function sqlValueOf(field: keyof HandoffPatch, patch: HandoffPatch): RawBuilder<unknown> {
  return field === 'findings' ? sql`${JSON.stringify(patch.findings)}::jsonb` : sql`${patch[field]}`
}
