import { createHash } from 'node:crypto'
import { canonicalJson } from '../../contracts/wire/canonical-json.ts'
import type { Rules } from '../authorization/compile-rules.ts'
import { maskKey, requirementKey } from '../authorization/requirement.ts'

/** sha-256 of everything that the rules ask for and mask, in hexadecimal: equal versions decide alike, whatever the order of the SDL. */
export function policyVersionOf({ byCoordinate, masks }: Pick<Rules, 'byCoordinate' | 'masks'>): string {
  const rules = [...byCoordinate].map(([coordinate, requirements]) => [coordinate, ...requirements.map(requirementKey).sort()])
  const masked = [...masks].map(([coordinate, use]) => [coordinate, maskKey(use)])
  return createHash('sha256')
    .update(canonicalJson([...rules.sort(byFirst), ...masked.sort(byFirst)]))
    .digest('hex')
}

const byFirst = ([left = '']: readonly string[], [right = '']: readonly string[]) => (left < right ? -1 : left > right ? 1 : 0)
