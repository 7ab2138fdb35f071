import type { Verdict } from '../../contracts/wire/audit-record.ts'
import { keepCanonical } from '../../contracts/wire/canonical-json.ts'
import type { CompiledDocument } from '../authorization/compile-document.ts'
import { requirementKey } from '../authorization/requirement.ts'

/** What was decided of one document for one partition of callers. It is the same for all of them, so it is made once and kept. */
export function verdictsOf(
  { requirements, askedBy }: Pick<CompiledDocument, 'requirements' | 'askedBy'>,
  granted: readonly boolean[],
): readonly Verdict[] {
  const verdicts = requirements.map((requirement, index) => ({
    rule: requirementKey(requirement),
    granted: granted[index] === true,
    coordinates: [...(askedBy[index] ?? [])].sort(),
  }))
  return keepCanonical(verdicts) // hundreds of coordinates, the same in each record
}
