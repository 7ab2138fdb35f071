import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, parse, validate } from 'graphql'

/** Documents of the client `gateway-live`: the contract check refuses a schema that would break one of them. */
const FOLDER = new URL('../../contracts/documents/gateway-live/', import.meta.url)
const NAMES = ['RunTimeline', 'InboxChanges', 'ChangedRuns'] as const
export type LiveDocumentName = (typeof NAMES)[number]

export interface LiveDocument {
  readonly document: DocumentNode
  readonly definition: OperationDefinitionNode
  /** Digest of the text, the key under which it is compiled and planned. */
  readonly planKey: string
}
export type LiveDocuments = Readonly<Record<LiveDocumentName, LiveDocument>>

/** Reads what the streams ask for. Null when this graph has no timelines: a supergraph of somebody else is served without them. */
export function readLiveDocuments(schema: GraphQLSchema): LiveDocuments | null {
  const documents = NAMES.map((name) => [name, readDocument(name)] as const)
  if (documents.some(([, { document }]) => validate(schema, document).length > 0)) return null
  return Object.fromEntries(documents) as LiveDocuments // one entry for each name
}

function readDocument(name: LiveDocumentName): LiveDocument {
  const text = readFileSync(new URL(`${name}.graphql`, FOLDER), 'utf8')
  const document = parse(text)
  const [definition] = document.definitions
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${name}.graphql does not hold one operation`)
  return { document, definition, planKey: createHash('sha256').update(text).digest('hex') }
}
