import { createHash } from 'node:crypto'
import type { AuditDocument } from '../../contracts/wire/audit-record.ts'
import type { RequestRecord } from '../context.ts'

const SHA256 = /^[0-9a-f]{64}$/

/** The trusted document of a request. An id that nobody registered is text of the client: of that the trail has a hash. */
export function auditDocument(document: RequestRecord['document']): AuditDocument | null {
  if (document === null || document.id === null) return null
  const { id, isKnown } = document
  return { id: isKnown || SHA256.test(id) ? id : createHash('sha256').update(id).digest('hex'), isKnown }
}
