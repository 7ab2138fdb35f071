import { readFileSync } from 'node:fs'
import { DocumentManifest } from '../../../contracts/wire/trusted-document.ts'
import type { OperationName } from './operations.ts'

/** Documents of the client `delivery-orchestrator`: the contract check refuses a schema that would break one of them. */
const FOLDER = new URL('../../../contracts/documents/delivery-orchestrator/', import.meta.url)
/** How the worker asks for a document: by its text, or by the id under which its manifest has it. */
export const DOCUMENT_FORMS = ['text', 'id'] as const
export type DocumentForm = (typeof DOCUMENT_FORMS)[number]

const texts = new Map<OperationName, string>()

/** Text of a trusted document; read from disk once. */
export function readDocument(name: OperationName): string {
  const known = texts.get(name)
  if (known !== undefined) return known
  const text = readFileSync(new URL(`${name}.graphql`, FOLDER), 'utf8')
  texts.set(name, text)
  return text
}

/** Names to ids, from the manifest that the contract tool writes. @throws Error when there is none, or a broken one. */
export function readDocumentIds(): ReadonlyMap<string, string> {
  const manifest = DocumentManifest.parse(JSON.parse(readFileSync(new URL('manifest.json', FOLDER), 'utf8')))
  return new Map(Object.entries(manifest).map(([id, { name }]) => [name, id]))
}
