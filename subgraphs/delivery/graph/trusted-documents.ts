import { readFileSync } from 'node:fs'
import type { OperationName } from './operations.ts'

/** Documents of the client `delivery-orchestrator`: the contract check refuses a schema that would break one of them. */
const FOLDER = new URL('../../../contracts/documents/delivery-orchestrator/', import.meta.url)
const texts = new Map<OperationName, string>()

/** Text of a trusted document; read from disk once. */
export function readDocument(name: OperationName): string {
  const known = texts.get(name)
  if (known !== undefined) return known
  const text = readFileSync(new URL(`${name}.graphql`, FOLDER), 'utf8')
  texts.set(name, text)
  return text
}
