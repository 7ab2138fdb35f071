import type { Variant } from '../../policies/index.ts'
import { type Level, stricterOf } from './level.ts'
import type { ManifestDocument } from './read-manifest.ts'

/** Whose documents are meant: the client that the verified token names, never one that a header names. */
export interface DocumentCaller {
  /** Null for an anonymous caller. */
  readonly clientId: string | null
  readonly variant: Variant
}

export type TrustedDocument = Pick<ManifestDocument, 'id' | 'text'>

/** All documents that are registered, ready to be asked for. It never changes: a reload makes another one. */
export interface TrustedDocuments {
  /** Own document of the client with this id, else the one that its variant shares. */
  withId(caller: DocumentCaller, id: string): TrustedDocument | undefined
  /** The same by what it says; see digestOfDocument(). */
  withDigest(caller: DocumentCaller, digest: string): TrustedDocument | undefined
  levelOf(caller: DocumentCaller): Level
}

export interface TrustedDocumentSets {
  readonly levels: Readonly<Record<Variant, Level>>
  readonly clients: ReadonlyMap<string, { readonly documents: readonly ManifestDocument[]; readonly level: Level }>
  readonly shared: ReadonlyMap<Variant, readonly ManifestDocument[]>
}

/** Indexes the sets. Maps, because an id is a text of a stranger: `__proto__` and `constructor` name nothing in them. */
export function createTrustedDocuments({ levels, clients, shared }: TrustedDocumentSets): TrustedDocuments {
  const ofClient = new Map([...clients].map(([id, { documents }]) => [id, indexOf(documents)]))
  const ofVariant = new Map([...shared].map(([variant, documents]) => [variant, indexOf(documents)]))

  const look = (by: keyof Index, { clientId, variant }: DocumentCaller, key: string) =>
    (clientId === null ? undefined : ofClient.get(clientId)?.[by].get(key)) ?? ofVariant.get(variant)?.[by].get(key)

  return {
    withId: (caller, id) => look('byId', caller, id),
    withDigest: (caller, digest) => look('byDigest', caller, digest),
    levelOf({ clientId, variant }) {
      const own = clientId === null ? undefined : clients.get(clientId)?.level
      return stricterOf(levels[variant], own ?? 'off')
    },
  }
}

interface Index {
  readonly byId: ReadonlyMap<string, TrustedDocument>
  readonly byDigest: ReadonlyMap<string, TrustedDocument>
}

function indexOf(documents: readonly ManifestDocument[]): Index {
  return {
    byId: new Map(documents.map(({ id, text }) => [id, { id, text }])),
    byDigest: new Map(documents.map(({ digest, id, text }) => [digest, { id, text }])),
  }
}
