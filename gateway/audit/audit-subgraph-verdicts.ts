import { createHash } from 'node:crypto'
import type { SubgraphVerdict } from '../../contracts/wire/audit-record.ts'
import { predicateNamed } from '../../policies/index.ts'

/**
 * What subgraphs decided, as the trail keeps it: in one order however the fetches ended, and with reasons that are fixed texts of
 * the policies. Another text may name somebody; of that the trail has a hash, and the log of the request has the text.
 */
export function auditSubgraphVerdicts(verdicts: Iterable<SubgraphVerdict>): readonly SubgraphVerdict[] {
  return [...verdicts].map((verdict) => ({ ...verdict, reason: fixedReason(verdict) })).sort(byPlace)
}

function fixedReason({ policy, reason }: SubgraphVerdict): string {
  if (predicateNamed(policy)?.reasons.includes(reason)) return reason
  return `sha256:${createHash('sha256').update(reason).digest('hex')}`
}

function byPlace(left: SubgraphVerdict, right: SubgraphVerdict): number {
  const [one, other] = [placeOf(left), placeOf(right)]
  return one < other ? -1 : one > other ? 1 : 0
}

const placeOf = ({ subgraph, coordinate, policy, allowed, reason }: SubgraphVerdict): string =>
  [subgraph, coordinate, policy, String(allowed), reason].join(' ')
