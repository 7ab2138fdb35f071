import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { createWriter, type Outcome, refuse, type Touched } from '../../../shared/postgres/write.ts'
import { contractTable } from '../../adapters/postgres/contract.ts'
import { noRecord } from '../../adapters/postgres/lock.ts'
import type { DocumentStore } from '../port.ts'
import { type ObjectFiles, sha256Of } from './object-files.ts'
import { openFolder } from './open-folder.ts'
import { purgeExpired, removeVersion } from './purge-expired.ts'
import { storeContractDocument } from './store-contract-document.ts'
import { createDocumentReaders } from './tables.ts'

/**
 * The document repository on a disk of the firm: bytes in files named by their digest, folders and versions in schema `crm`
 * (ADR 0012). The database was opened for the CRM, which closes it.
 */
export function createContentStore(db: Database, files: ObjectFiles): DocumentStore {
  const write = createWriter(db, 'crm')
  const readers = createDocumentReaders(db)
  const contracts = createReader(db, contractTable)
  const contract = (id: string): Touched => ({ source: contractTable, id, missing: noRecord('contractId') })
  return {
    product: 'content store',
    ...readers,

    storeContractDocument(draft, options, call) {
      const { bytes, ...facts } = draft
      const ifRevision = options.ifRevision ?? null
      const input = { ...facts, sha256: sha256Of(bytes), ifRevision }
      return write(
        { operation: 'storeContractDocument', input, options, call, on: [contract(draft.contractId)] },
        contracts,
        (transaction) => storeContractDocument(transaction, files, draft, ifRevision),
      )
    },

    openFolder: (request, options, call) => {
      const on = [contract(request.contractId)]
      return write({ operation: 'openDocumentFolder', input: request, options, call, on }, readers.folders, (transaction) =>
        openFolder(transaction, files, request),
      )
    },

    archiveFolder: (projectId, options, call) =>
      write({ operation: 'archiveDocumentFolder', input: { projectId }, options, call, on: [] }, readers.folders, (transaction) =>
        archiveFolder(transaction, projectId),
      ),

    readContent: (sha256) => files.read(sha256),
    removeVersion: (id) => removeVersion(db, id),
    purgeExpired: () => purgeExpired(db, files),
  }
}

async function archiveFolder(transaction: Database, projectId: string): Promise<Outcome> {
  const { rows } = await sql<{ id: string }>`update crm.document_folder set
      archived_at = coalesce(archived_at, platform.business_now()), revision = revision + 1, updated_at = now()
    where project_id = ${projectId} returning id`.execute(transaction)
  const [folder] = rows
  if (folder !== undefined) return { ok: true, id: folder.id }
  return refuse({ code: 'NOT_FOUND', message: 'The project has no folder.', field: ['input', 'projectId'] })
}
