import type { Verdict } from '../../contracts/wire/audit-record.ts'
import { keepCanonical } from '../../contracts/wire/canonical-json.ts'
import type { CompiledDocument, ReachedMask } from '../authorization/compile-document.ts'
import { maskKey, requirementKey } from '../authorization/requirement.ts'

/**
 * What was decided of one document for one partition of callers. It is the same for all of them, so it is made once and kept.
 * `applied` are the masks that hold for these callers; of the others the value was shown.
 */
export function verdictsOf(
  { requirements, askedBy, masks }: Pick<CompiledDocument, 'requirements' | 'askedBy' | 'masks'>,
  granted: readonly boolean[],
  applied: readonly ReachedMask[],
): readonly Verdict[] {
  const decided = requirements.map(
    (requirement, index): Verdict => ({
      rule: requirementKey(requirement),
      decision: granted[index] === true ? 'granted' : 'denied',
      coordinates: [...(askedBy[index] ?? [])].sort(),
    }),
  )
  const byRule = new Map<string, ReachedMask[]>()
  for (const mask of masks) byRule.set(maskKey(mask.use), [...(byRule.get(maskKey(mask.use)) ?? []), mask])
  const masked = [...byRule].map(
    ([rule, reached]): Verdict => ({
      rule,
      // One caller meets the same alternatives or does not, on whatever field.
      decision: reached.some((mask) => applied.includes(mask)) ? 'masked' : 'granted',
      coordinates: reached.map(({ coordinate }) => coordinate).sort(),
    }),
  )
  return keepCanonical([...decided, ...masked]) // hundreds of coordinates, the same in each record
}
