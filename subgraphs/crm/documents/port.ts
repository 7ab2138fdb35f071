import type { DateText, InstantText } from '../../../contracts/wire/values.ts'
import type { Call, Entity, Reader, Write, WriteError, WriteOptions } from '../../shared/port.ts'
import type { Contract, ContractDocumentKind, NoFilter } from '../port.ts'

/**
 * The document repository as the CRM needs it (system DOCUMENTS): it keeps the files of contracts and the folder of each
 * project. A file that it has answered for is safe: its bytes are on disk, and its digest proves them.
 */
export interface DocumentStore {
  /** Product, for operators. */
  readonly product: string
  readonly folders: Reader<DocumentFolder, NoFilter, 'projectId'>
  readonly versions: Reader<DocumentVersion, NoFilter, 'folderId'>
  /** Stores a file and enters it with its digest on the contract; a known title gets another version. */
  storeContractDocument(draft: ContractDocumentDraft, options: WriteOptions, call: Call): Promise<Write<Contract>>
  /** Opens the folder of a project, once, and files the verified statement of work in it. An archived one is used again. */
  openFolder(request: FolderRequest, options: WriteOptions, call: Call): Promise<Write<DocumentFolder>>
  /** Takes a folder out of use. Its documents stay: they are under retention. */
  archiveFolder(projectId: string, options: WriteOptions, call: Call): Promise<Write<DocumentFolder>>
  /** Bytes by their digest, verified. */
  readContent(sha256: string): Promise<ContentRead>
  /** Removes one version; POLICY_VIOLATION while it is under retention. Its bytes go with the next purge. */
  removeVersion(id: string): Promise<WriteError | null>
  /** Removes the versions whose retention has ended, and then bytes of more than a day (real time) that no version needs any more. */
  purgeExpired(): Promise<Purged>
}

/** Folder of one project. */
export interface DocumentFolder extends Entity {
  readonly projectId: string
  readonly contractId: string
  /** Null while the folder is in use. */
  readonly archivedAt: InstantText | null
}

/** One version of a file, never changed once it is stored. */
export interface DocumentVersion extends Entity {
  readonly contractId: string
  /** Null until the project has a folder. */
  readonly folderId: string | null
  readonly kind: ContractDocumentKind
  readonly title: string
  /** Grows by one for each file of the same contract and title. */
  readonly version: number
  readonly sha256: string
  readonly sizeBytes: number
  readonly mediaType: string
  /** Last day on which it must be kept; null while the contract has no end. */
  readonly retainUntil: DateText | null
  readonly storedAt: InstantText
}

export interface ContractDocumentDraft {
  readonly contractId: string
  readonly kind: ContractDocumentKind
  readonly title: string
  /** Whether it is the version that both parties agreed on. */
  readonly final: boolean
  readonly mediaType: string
  readonly bytes: Uint8Array
}

export interface FolderRequest {
  readonly projectId: string
  readonly contractId: string
}

/** `damaged`: there are bytes, and they have another digest. */
export type ContentRead =
  | { readonly state: 'intact'; readonly bytes: Uint8Array }
  | { readonly state: 'missing' }
  | { readonly state: 'damaged' }

export interface Purged {
  readonly versions: number
  readonly objects: number
}
