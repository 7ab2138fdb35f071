import { sql } from 'kysely'
import { newId } from '../../../../contracts/wire/ids.ts'
import type { WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { type Outcome, refuse } from '../../../shared/postgres/write.ts'
import { lockRow } from '../../adapters/postgres/lock.ts'
import type { Contract } from '../../port.ts'
import { agreedDocument, digestMismatch, documentMissing, whyNotOpenFolder } from '../../rules/document-rules.ts'
import { whyNotReference } from '../../rules/reference.ts'
import type { FolderRequest } from '../port.ts'
import type { ObjectFiles } from './object-files.ts'

type LockedContract = Pick<Contract, 'revision' | 'status' | 'documents' | 'projectId'>

/** Opens the folder of a project and files the agreed statement of work in it, after its bytes proved to be those agreed. */
export async function openFolder(
  transaction: Database,
  files: ObjectFiles,
  { projectId, contractId }: FolderRequest,
): Promise<Outcome> {
  const reference = whyNotReference('Project', projectId, 'projectId')
  if (reference !== null) return refuse(reference)
  const contract = await lockRow<LockedContract>(transaction, {
    table: 'crm.contract',
    columns: { status: 'status', documents: 'documents', projectId: 'project_id' },
    id: contractId,
    field: 'contractId',
  })
  if (!contract.ok) return refuse(contract.error)
  const sha256 = agreedDocument(contract.row.documents)?.sha256
  const fault = whyNotOpenFolder(contract.row, projectId) ?? (await whyNotContent(files, sha256))
  if (fault !== null) return refuse(fault)

  const folderId = await ensureFolder(transaction, { projectId, contractId })
  const filed = await sql`update crm.document_version set folder_id = ${folderId}, revision = revision + 1, updated_at = now()
    where id = (select id from crm.document_version where contract_id = ${contractId} and sha256 = ${sha256}
      order by version desc limit 1)`.execute(transaction)
  return filed.numAffectedRows === 1n ? { ok: true, id: folderId } : refuse(documentMissing)
}

async function whyNotContent(files: ObjectFiles, sha256: string | undefined): Promise<WriteError | null> {
  if (sha256 === undefined) return documentMissing
  switch ((await files.read(sha256)).state) {
    case 'intact':
      return null
    case 'missing':
      return documentMissing
    case 'damaged':
      return digestMismatch
  }
}

async function ensureFolder(transaction: Database, { projectId, contractId }: FolderRequest): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into crm.document_folder (id, project_id, contract_id) values (${newId('DocumentFolder')}, ${projectId}, ${contractId})
    on conflict (project_id) do update set contract_id = excluded.contract_id, archived_at = null,
      revision = document_folder.revision + 1, updated_at = now()
    returning id`.execute(transaction)
  const [folder] = rows
  if (folder === undefined) throw new Error(`the folder of ${projectId} was neither made nor found`)
  return folder.id
}
