import { sql } from 'kysely'
import { newId } from '../../../../contracts/wire/ids.ts'
import type { InstantText } from '../../../../contracts/wire/values.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { type Outcome, refuse } from '../../../shared/postgres/write.ts'
import { lockRow } from '../../adapters/postgres/lock.ts'
import type { Contract, ContractDocument } from '../../port.ts'
import { RETENTION_YEARS, whyNotStore } from '../../rules/document-rules.ts'
import type { ContractDocumentDraft } from '../port.ts'
import type { ObjectFiles } from './object-files.ts'
import { lockObjects } from './object-lock.ts'

type LockedContract = Pick<Contract, 'revision' | 'status' | 'documents'>

/**
 * Enters a file on its contract. Its bytes were put before the transaction began, so that no row is locked while they go to the
 * disk; they are put here only when they are not there. That is rare: a purge took them, because they had lain there unused, or
 * the contract did not take the file a moment ago. A crash leaves bytes that a later purge removes, never a row without bytes.
 */
export async function storeContractDocument(
  transaction: Database,
  files: ObjectFiles,
  draft: ContractDocumentDraft & { readonly sha256: string; readonly isPut: boolean },
  ifRevision: number | null,
): Promise<Outcome> {
  const { contractId, kind, final, mediaType, bytes, sha256, isPut } = draft
  const contract = await lockRow<LockedContract>(
    transaction,
    { table: 'crm.contract', columns: { status: 'status', documents: 'documents' }, id: contractId, field: 'contractId' },
    ifRevision,
  )
  if (!contract.ok) return refuse(contract.error)
  const fault = whyNotStore(contract.row, draft)
  if (fault !== null) return refuse(fault)

  const id = newId('DocumentVersion')
  const title = draft.title.trim()
  await lockObjects(transaction, 'write')
  if (!isPut || !(await files.has(sha256))) await files.put(bytes)
  const { rows } = await sql<{ version: number; storedAt: InstantText }>`
    insert into crm.document_version (id, contract_id, folder_id, kind, title, version, sha256, size_bytes, media_type, retain_until)
    select ${id}, c.id, f.id, ${kind}, ${title},
      1 + coalesce((select max(version) from crm.document_version where contract_id = c.id and title = ${title}), 0),
      ${sha256}, ${bytes.length}, ${mediaType}, c.effective_to + make_interval(years => ${RETENTION_YEARS})
    from crm.contract c left join crm.document_folder f on f.project_id = c.project_id and f.archived_at is null
    where c.id = ${contractId} returning version, stored_at as "storedAt"`.execute(transaction)
  const [stored] = rows
  if (stored === undefined) throw new Error(`the contract ${contractId} went away while it was locked`)
  const entry = { id, name: title, kind, final, sha256, uploadedAt: stored.storedAt, version: stored.version }
  await sql`update crm.contract set documents = ${JSON.stringify(withEntry(contract.row.documents, entry))},
      revision = revision + 1, updated_at = now()
    where id = ${contractId}`.execute(transaction)
  return { ok: true, id: contractId }
}

/** The contract names the present version of each title; the former ones stay in the repository. */
const withEntry = (documents: readonly ContractDocument[], entry: ContractDocument): readonly ContractDocument[] => [
  ...documents.filter(({ name }) => name !== entry.name),
  entry,
]
