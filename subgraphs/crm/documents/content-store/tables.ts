import { internalOnly } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable } from '../../../shared/postgres/table.ts'
import type { NoFilter } from '../../port.ts'
import type { DocumentFolder, DocumentVersion } from '../port.ts'

const entity = {
  id: column('id'),
  revision: column('revision'),
  createdAt: column('created_at'),
  updatedAt: column('updated_at'),
}

const folders = defineTable<DocumentFolder, NoFilter, 'projectId', never>({
  from: 'crm.document_folder',
  columns: {
    ...entity,
    projectId: column('project_id'),
    contractId: column('contract_id'),
    archivedAt: column('archived_at'),
  },
  keys: { projectId: 'project_id' },
  filters: {},
  orders: {},
  rows: bindRows(internalOnly('DocumentFolder'), {}),
})

const versions = defineTable<DocumentVersion, NoFilter, 'folderId', never>({
  from: 'crm.document_version',
  columns: {
    ...entity,
    contractId: column('contract_id'),
    folderId: column('folder_id'),
    kind: column('kind'),
    title: column('title'),
    version: column('version'),
    sha256: column('sha256'),
    sizeBytes: column('size_bytes'),
    mediaType: column('media_type'),
    retainUntil: column('retain_until'),
    storedAt: column('stored_at'),
  },
  keys: { folderId: 'folder_id' },
  filters: {},
  orders: {},
  rows: bindRows(internalOnly('DocumentVersion'), {}),
})

/** Where folders and versions are read. */
export const createDocumentReaders = (db: Database) => ({
  folders: createReader(db, folders),
  versions: createReader(db, versions),
})
