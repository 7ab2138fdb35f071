import { RETENTION_YEARS } from '../../../subgraphs/crm/rules/document-rules.ts'
import type { Row } from '../load-rows.ts'
import { idOf } from '../model/ids.ts'
import type { SeededRows } from '../table-order.ts'
import { contractFile } from './contract-file.ts'
import { stamps } from './stamps.ts'

/** Adds what the document repository holds of these contracts: their files, and the folders of those with a project. */
export function withDocuments(rows: SeededRows): SeededRows {
  const contracts = rows['crm.contract'] ?? []
  return {
    ...rows,
    'crm.document_folder': contracts.filter(({ project_id }) => project_id !== null).map(folderRow),
    'crm.document_version': contracts.map(versionRow),
  }
}

/** The entry of a contract's own file; a version of the repository has the same id. */
export const documentIdOf = (contractId: string): string => idOf('DocumentVersion', contractId.slice(4))
const folderIdOf = (contractId: string): string => idOf('DocumentFolder', contractId.slice(4))

function folderRow(contract: Row): Row {
  return {
    id: folderIdOf(String(contract.id)),
    project_id: contract.project_id,
    contract_id: contract.id,
    archived_at: null,
    ...stamps(String(contract.approved_at)),
  }
}

function versionRow(contract: Row): Row {
  const [entry] = contract.documents as readonly [Row] // contracts.ts enters exactly one file
  const id = String(contract.id)
  return {
    id: documentIdOf(id),
    contract_id: id,
    folder_id: contract.project_id === null ? null : folderIdOf(id),
    kind: entry.kind,
    title: entry.name,
    version: 1,
    sha256: entry.sha256,
    size_bytes: contractFile(contract).length,
    media_type: 'text/plain',
    retain_until: yearsAfter(String(contract.effective_to)),
    stored_at: entry.uploadedAt,
    ...stamps(String(entry.uploadedAt)),
  }
}

/** As PostgreSQL adds years: a leap day becomes the day before. */
function yearsAfter(date: string): string {
  const monthAndDay = date.slice(4)
  return `${Number(date.slice(0, 4)) + RETENTION_YEARS}${monthAndDay === '-02-29' ? '-02-28' : monthAndDay}`
}
