import type { DateText } from '../../../contracts/wire/values.ts'
import type { WriteError } from '../../shared/port.ts'
import type { ContractDocumentDraft } from '../documents/port.ts'
import type { ContractDocument } from '../port.ts'
import type { ContractStatus } from '../states.ts'
import { APPROVED_OR_LATER, ENDED } from './contract-rules.ts'
import { isSafeName } from './safe-text.ts'

/** Largest file in bytes. */
export const DOCUMENT_MAX_BYTES = 5_000_000
/** Longest title in characters. */
const TITLE_MAX = 200
/** Years that a file is kept after the end of its contract: the longest limitation of a contractual claim in the firm's countries. */
export const RETENTION_YEARS = 10

const MEDIA_TYPE = /^[a-z0-9][a-z0-9.+-]{0,62}\/[a-z0-9][a-z0-9.+-]{0,126}$/

/** The bytes of a file as it was sent. Base64 is taken in its one canonical form (RFC 4648, section 4), so nothing is guessed. */
export function decodeContent(
  contentBase64: string,
): { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly errors: readonly WriteError[] } {
  const refused = (message: string, rule: string) =>
    ({ ok: false, errors: [{ code: 'VALIDATION_FAILED', message, field: ['input', 'contentBase64'], rule }] }) as const
  const tooLarge = () => refused(`The file has more than ${DOCUMENT_MAX_BYTES} bytes.`, 'DOCUMENT_TOO_LARGE')
  if (contentBase64.length > 4 * Math.ceil(DOCUMENT_MAX_BYTES / 3)) return tooLarge()
  const bytes = Buffer.from(contentBase64, 'base64')
  if (bytes.toString('base64') !== contentBase64) return refused('The content is not base64.', 'DOCUMENT_NOT_BASE64')
  if (bytes.length > DOCUMENT_MAX_BYTES) return tooLarge()
  return bytes.length > 0 ? { ok: true, bytes } : refused('The file is empty.', 'DOCUMENT_EMPTY')
}

/** A file as the rules see it: named by its digest. */
type NamedDraft = Omit<ContractDocumentDraft, 'bytes'> & { readonly sha256: string }
type Documented = { readonly status: ContractStatus; readonly documents: readonly ContractDocument[] }

/** An agreed file gives way to an agreed one only, that of the contract itself only in a draft; a contract that ended takes none. */
export function whyNotStore(contract: Documented, draft: NamedDraft): WriteError | null {
  const { title, mediaType, final } = draft
  if (ENDED.includes(contract.status)) {
    const message = `A contract in ${contract.status} takes no documents.`
    return { code: 'INVALID_STATE', message, currentState: contract.status, allowedStates: [] }
  }
  const length = title.trim().length
  if (length < 1 || length > TITLE_MAX) {
    const message = `The title must have 1 to ${TITLE_MAX} characters.`
    return { code: 'VALIDATION_FAILED', message, field: ['input', 'title'] }
  }
  if (!isFileName(title.trim())) {
    const message = 'The title must be a file name on one line: no path, no control characters, none that change the direction.'
    return { code: 'VALIDATION_FAILED', message, field: ['input', 'title'], rule: 'DOCUMENT_TITLE_UNSAFE' }
  }
  if (!MEDIA_TYPE.test(mediaType)) {
    const message = 'The media type must be one such as application/pdf, in lower case and without parameters.'
    return { code: 'VALIDATION_FAILED', message, field: ['input', 'mediaType'] }
  }
  const former = contract.documents.find(({ name }) => name === title.trim())
  if (former?.final === true && !final) {
    return {
      code: 'VALIDATION_FAILED',
      message: 'The file of this title is agreed; only an agreed version can take its place.',
      field: ['input', 'final'],
      rule: 'DOCUMENT_ALREADY_FINAL',
    }
  }
  return whyNotAgree(contract, draft, former)
}

/** Whoever saves a file under its title must get a file of that name in that place, and see the ending that it has. */
const isFileName = (title: string): boolean => isSafeName(title) && !/[/\\]/.test(title) && title !== '.' && title !== '..'

/**
 * What legal and finance look at stays what it is: whoever could put another wording in its place would have it executed without
 * their approval. The same bytes may come again, which repairs a repository that lost them, and a review without any agreed file
 * takes its first one, because a handoff asks nobody before that is there.
 */
function whyNotAgree(
  { status, documents }: Documented,
  { kind, title, final, sha256 }: NamedDraft,
  former: ContractDocument | undefined,
): WriteError | null {
  const changesAgreed = isAgreedContract({ kind, final }) || (former !== undefined && isAgreedContract(former))
  if (!changesAgreed || status === 'DRAFT') return null
  const agreed = agreedDocument(documents)
  if (agreed === null && status === 'IN_REVIEW') return null
  if (agreed?.sha256 === sha256 && agreed.name === title.trim() && isAgreedContract({ kind, final })) return null
  const message = `The agreed file of a contract in ${status} stays as it is. Agree on another wording while the contract is in DRAFT, or in a contract of its own.`
  return { code: 'INVALID_STATE', message, currentState: status, allowedStates: ['DRAFT'] }
}

const isAgreedContract = ({ kind, final }: Pick<ContractDocument, 'kind' | 'final'>): boolean => kind === 'CONTRACT' && final

/** A folder is opened under the approved contract of its own project. */
export function whyNotOpenFolder(
  contract: { readonly status: ContractStatus; readonly projectId: string | null },
  projectId: string,
): WriteError | null {
  if (contract.projectId !== projectId) {
    const message = 'The contract is not that of the project.'
    return { code: 'VALIDATION_FAILED', message, field: ['input', 'contractId'] }
  }
  if (APPROVED_OR_LATER.includes(contract.status)) return null
  const message = `Nothing was agreed yet under a contract in ${contract.status}.`
  return { code: 'INVALID_STATE', message, currentState: contract.status, allowedStates: APPROVED_OR_LATER }
}

/** The contract itself, as both parties agreed on it last. */
export const agreedDocument = (documents: readonly ContractDocument[]): ContractDocument | null =>
  documents
    .filter(isAgreedContract)
    .toSorted((a, b) => a.uploadedAt.localeCompare(b.uploadedAt))
    .at(-1) ?? null

export const documentMissing: WriteError = {
  code: 'VALIDATION_FAILED',
  message: 'The repository does not have the agreed file of the contract.',
  field: ['input', 'contractId'],
  rule: 'DOCUMENT_MISSING',
}

export const digestMismatch: WriteError = {
  code: 'VALIDATION_FAILED',
  message: 'The stored file is not the one that was agreed: it has another digest than the contract names.',
  field: ['input', 'contractId'],
  rule: 'DOCUMENT_DIGEST_MISMATCH',
}

/** A file is kept up to and including its last day; without one it is kept. */
export function whyNotRemove(retainUntil: DateText | null, today: DateText): WriteError | null {
  if (retainUntil !== null && retainUntil < today) return null
  const until = retainUntil === null ? 'as long as its contract has no end' : `until ${retainUntil}`
  return { code: 'POLICY_VIOLATION', message: `The document is kept ${until}.`, policy: 'document_retention' }
}
