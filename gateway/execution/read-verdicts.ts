import type { Obligation } from '../../contracts/wire/envelope.ts'
import { FieldVerdict, MAX_VERDICTS, VERDICTS_EXTENSION } from '../../contracts/wire/verdict.ts'

/**
 * Reads what a subgraph decided from the extensions of its answer. Only verdicts on obligations that were laid on it count, and
 * malformed ones do not: a subgraph can write into the audit about its own decisions and about nothing else. `owns` says which
 * coordinates it answers for.
 */
export function readVerdicts(
  extensions: unknown,
  obligations: readonly Obligation[],
  owns: (coordinate: string) => boolean,
): readonly FieldVerdict[] {
  if (typeof extensions !== 'object' || extensions === null || !(VERDICTS_EXTENSION in extensions)) return []
  const reported: unknown = extensions[VERDICTS_EXTENSION]
  if (!Array.isArray(reported)) return []
  return reported.slice(0, MAX_VERDICTS).flatMap((each): readonly FieldVerdict[] => {
    const { data } = FieldVerdict.safeParse(each)
    if (data === undefined || !owns(data.coordinate)) return []
    return obligations.some((obligation) => answers(data, obligation)) ? [data] : []
  })
}

/** An obligation of a whole type is decided field by field, and on fields of other types that return it. */
function answers(verdict: FieldVerdict, { coordinate, policy }: Obligation): boolean {
  return policy === verdict.policy && (coordinate === verdict.coordinate || !coordinate.includes('.'))
}
