import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type DocumentNode, Kind, parse, Source } from 'graphql'
import { z } from 'zod'
import { DocumentManifest, digestOfDocument } from '../../contracts/wire/trusted-document.ts'
import { isRecord } from '../is-record.ts'

/** One registered operation of a manifest, whatever the format. */
export interface ManifestDocument {
  /** By which clients ask for it. In a manifest of Apollo or Relay it is any name that the client's tool gave. */
  readonly id: string
  readonly text: string
  /** See digestOfDocument(). */
  readonly digest: string
  /** Client that it is for, when the manifest says so; null: for whoever has the manifest. */
  readonly clientName: string | null
}

/** What `@apollo/generate-persisted-query-manifest` writes. */
const ApolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id: z.string().min(1),
      body: z.string().min(1),
      name: z.string(),
      type: z.enum(['query', 'mutation', 'subscription']),
      clientName: z.string().nullish(),
    }),
  ),
})

/** What `relay-compiler` writes with `persistConfig`: id, a hash of the text, to text. */
const RelayManifest = z.record(z.string().min(1), z.string().min(1))

/**
 * Reads a manifest of ours, of Apollo (`apollo-persisted-query-manifest`, version 1) or of Relay. Each document must parse and hold
 * one operation, and no id may stand for two.
 *
 * @throws Error whose message names the file and what is wrong with it.
 */
export function readManifest(file: string): readonly ManifestDocument[] {
  const documents = readEntries(file).map(({ id, text, clientName }) => {
    const document = parseDocument(text, `${file}: ${id.slice(0, 80)}`)
    return { id, text, clientName, digest: digestOfDocument(document) }
  })
  const keys = documents.map(({ id, clientName }) => JSON.stringify([id, clientName]))
  const twice = documents.find((_, index) => keys.indexOf(keys[index] ?? '') !== index)
  if (twice !== undefined) throw new Error(`${file}: the id ${twice.id.slice(0, 80)} stands there twice`)
  return documents
}

type Entry = Omit<ManifestDocument, 'digest'>

function readEntries(file: string): readonly Entry[] {
  const json = parseJson(file)
  if (isRecord(json) && json.format !== undefined && typeof json.format === 'string') {
    return checked(file, ApolloManifest, json).operations.map(({ id, body, clientName = null }) => ({
      id,
      text: body,
      clientName,
    }))
  }
  if (isRecord(json) && Object.values(json).some((value) => typeof value === 'string')) {
    return Object.entries(checked(file, RelayManifest, json)).map(([id, text]) => ({ id, text, clientName: null }))
  }
  return Object.entries(checked(file, DocumentManifest, json)).map(([id, { file: name }]) => ownEntry(file, id, name))
}

/** A document of ours is kept in a file beside the manifest, and its id vouches for the text: both were reviewed together. */
function ownEntry(manifest: string, id: string, name: string): Entry {
  const file = join(dirname(manifest), name)
  const text = readText(file)
  if (digestOfDocument(parseDocument(text, file)) !== id) {
    throw new Error(`${manifest}: ${name} is not what was registered as ${id}; run \`npm run contracts -- compose\``)
  }
  return { id, text, clientName: null }
}

function parseDocument(text: string, name: string): DocumentNode {
  const document = parseText(text, name)
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  const others = document.definitions.filter(
    ({ kind }) => kind !== Kind.OPERATION_DEFINITION && kind !== Kind.FRAGMENT_DEFINITION,
  )
  if (operations.length === 1 && others.length === 0) return document
  throw new Error(`${name}: must hold exactly one operation, with its fragments`)
}

function parseText(text: string, name: string): DocumentNode {
  try {
    return parse(new Source(text, name), { noLocation: true })
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : 'is not GraphQL'}`)
  }
}

function parseJson(file: string): unknown {
  const text = readText(file)
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${file}: is not JSON`)
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Error(`${file}: cannot be read`)
  }
}

function checked<Output>(file: string, schema: z.ZodType<Output>, json: unknown): Output {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new Error(`${file}: is no manifest of documents: ${issue?.path.join('.') || 'file'}: ${issue?.message}`)
}
