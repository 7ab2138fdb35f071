import { sortedSdl } from '../../../contracts/variants/variant-schema.ts'
import type { ContractVariant } from '../../../contracts/variants.ts'

/** Keys of every answer, which a field may be called as well. */
const RESPONSE_KEYS = ['data', 'errors', 'message', 'path', 'locations', 'line', 'column', 'extensions', 'code', 'retryable']

/**
 * Finds in any text the names that a variant must not know: of hidden types, fields, arguments, inputs and enum values, as far as
 * the variant has nothing else of the same name, and what else the caller passes as `more`.
 */
export function createLeakScan(variant: ContractVariant, more: readonly string[] = []): (text: string) => readonly string[] {
  const known = new Set([...RESPONSE_KEYS, ...(variant.schema === null ? [] : wordsOf(sortedSdl(variant.schema)))])
  const hidden = new Set([...[...variant.hidden.keys()].flatMap(wordsOf), ...more].filter((name) => !known.has(name)))
  return (text) => [...new Set(wordsOf(text))].filter((word) => hidden.has(word))
}

const wordsOf = (text: string): readonly string[] => text.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []
