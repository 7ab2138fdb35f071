import { createHash } from 'node:crypto'
import { canonicalJson } from '../../contracts/wire/canonical-json.ts'
import type { Rules } from '../authorization/compile-rules.ts'
import { requirementKey } from '../authorization/requirement.ts'

/** sha-256 of everything that the rules ask for, in hexadecimal: equal versions decide alike, whatever the order of the SDL. */
export function policyVersionOf({ byCoordinate }: Pick<Rules, 'byCoordinate'>): string {
  const rules = [...byCoordinate].map(([coordinate, requirements]) => [coordinate, ...requirements.map(requirementKey).sort()])
  return createHash('sha256')
    .update(canonicalJson(rules.sort(byFirst)))
    .digest('hex')
}

const byFirst = ([left = '']: readonly string[], [right = '']: readonly string[]) => (left < right ? -1 : left > right ? 1 : 0)
