import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { createWriter, type Outcome, refuse, type Touched } from '../../../shared/postgres/write.ts'
import { contractTable } from '../../adapters/postgres/contract.ts'
import { noRecord } from '../../adapters/postgres/lock.ts'
import { whyNotStore } from '../../rules/document-rules.ts'
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

    async storeContractDocument(draft, options, call) {
      const { bytes, ...facts } = draft
      const ifRevision = options.ifRevision ?? null
      const sha256 = sha256Of(bytes)
      const input = { ...facts, sha256, ifRevision }
      // What would be refused costs no disk. Only a guess: the transaction decides, with the contract locked.
      const [known] = await contracts.getByIds([draft.contractId], call)
      const isPut =
        known !== null &&
        known !== undefined &&
        (ifRevision === null || known.revision === ifRevision) &&
        whyNotStore(known, { ...draft, sha256 }) === null
      if (isPut) await files.put(bytes)
      return write(
        { operation: 'storeContractDocument', input, options, call, on: [contract(draft.contractId)] },
        contracts,
        (transaction) => storeContractDocument(transaction, files, { ...draft, sha256, isPut }, ifRevision),
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
        archiveFolder(transaction, projectId, readers.folders.source.rows.visibleTo(call.principal) ?? sql`true`),
      ),

    readContent: (sha256) => files.read(sha256),
    removeVersion: (id) => removeVersion(db, id),
    purgeExpired: () => purgeExpired(db, files),
  }
}

/** The project names its folder, so the row rule is part of the statement that finds it. */
async function archiveFolder(transaction: Database, projectId: string, isVisible: RawBuilder<unknown>): Promise<Outcome> {
  const { rows } = await sql<{ id: string }>`update crm.document_folder as t set
      archived_at = coalesce(archived_at, platform.business_now()), revision = revision + 1, updated_at = now()
    where t.project_id = ${projectId} and ${isVisible} returning id`.execute(transaction)
  const [folder] = rows
  if (folder !== undefined) return { ok: true, id: folder.id }
  return refuse({ code: 'NOT_FOUND', message: 'The project has no folder.', field: ['input', 'projectId'] })
}
