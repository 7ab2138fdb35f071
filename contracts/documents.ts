import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** An operation that a client registered in advance, one per file: contracts/documents/<client>/<name>.graphql. */
export interface TrustedDocument {
  readonly client: string
  readonly name: string
  /** Path relative to the top of the repository. */
  readonly path: string
  readonly text: string
  /** Lower-case hexadecimal SHA-256 of the text, the id by which a client asks for the document. */
  readonly sha256: string
}

/** Every trusted document of the repository at `root`, ordered by client and name. */
export function readTrustedDocuments(root: string): readonly TrustedDocument[] {
  const folder = 'contracts/documents'
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => /^([^/\\]+)[/\\]([^/\\]+)\.graphql$/.exec(path))
    .flatMap((match) => (match === null ? [] : [{ client: match[1] ?? '', name: match[2] ?? '' }]))
    .map(({ client, name }) => readTrustedDocument(root, client, name, `${folder}/${client}/${name}.graphql`))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

function readTrustedDocument(root: string, client: string, name: string, path: string): TrustedDocument {
  const text = readFileSync(join(root, path), 'utf8')
  return { client, name, path, text, sha256: createHash('sha256').update(text).digest('hex') }
}

/** One manifest per client, `contracts/documents/<client>/manifest.json`: SHA-256 to document name, ordered by name. */
export function createManifests(
  documents: readonly TrustedDocument[],
): readonly { readonly path: string; readonly text: string }[] {
  return [...new Set(documents.map(({ client }) => client))].map((client) => {
    const own = documents.filter((document) => document.client === client)
    const names = Object.fromEntries(own.map(({ sha256, name }) => [sha256, name]))
    return { path: `contracts/documents/${client}/manifest.json`, text: `${JSON.stringify(names, null, 2)}\n` }
  })
}
