import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { getOperationAST, parse, Source } from 'graphql'
import { type DocumentManifest, digestOfDocument } from './wire/trusted-document.ts'

/** An operation that a client registered in advance, one per file: contracts/documents/<client>/<name>.graphql. */
export interface TrustedDocument {
  readonly client: string
  readonly name: string
  /** Path relative to the top of the repository. */
  readonly path: string
  readonly text: string
}

/** Every trusted document of the repository at `root`, ordered by client and name. */
export function readTrustedDocuments(root: string): readonly TrustedDocument[] {
  const folder = 'contracts/documents'
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => /^([^/\\]+)[/\\]([^/\\]+)\.graphql$/.exec(path))
    .flatMap((match) => (match === null ? [] : [{ client: match[1] ?? '', name: match[2] ?? '' }]))
    .map(({ client, name }) => ({ client, name, path: `${folder}/${client}/${name}.graphql` }))
    .map((document) => ({ ...document, text: readFileSync(join(root, document.path), 'utf8') }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/**
 * One manifest per client, ordered by name, for documents that the rules on documents have accepted.
 *
 * @throws GraphQLError for a text that is not GraphQL.
 */
export function createManifests(
  documents: readonly TrustedDocument[],
): readonly { readonly path: string; readonly text: string }[] {
  return [...new Set(documents.map(({ client }) => client))].map((client) => {
    const own = documents.filter((document) => document.client === client)
    const manifest: DocumentManifest = Object.fromEntries(own.map(manifestEntry))
    return { path: `contracts/documents/${client}/manifest.json`, text: `${JSON.stringify(manifest, null, 2)}\n` }
  })
}

function manifestEntry({ name, path, text }: TrustedDocument): [string, DocumentManifest[string]] {
  const document = parse(new Source(text, path))
  return [digestOfDocument(document), { name, file: basename(path), type: getOperationAST(document)?.operation ?? 'query' }]
}
