import type { DocumentNode } from 'graphql'
import { predicateNamed } from '../policies/index.ts'
import { checkRules } from './authorization/check-rules.ts'
import { compileRules, type Rules } from './authorization/compile-rules.ts'
import type { GatewayConfig } from './config.ts'
import { readSubgraphs } from './execution/supergraph-graphs.ts'

/**
 * Decides whether this configuration may serve this supergraph, and compiles its auth rules. It fails closed: rules that nobody
 * would enforce, or that cannot be enforced as written, keep the gateway from starting.
 *
 * @throws Error that lists every fault, one per line.
 */
export function admitSupergraph(
  supergraph: DocumentNode,
  config: Pick<GatewayConfig, 'authorization' | 'subgraphs'>,
  { hasEnvelopeKey }: { readonly hasEnvelopeKey: boolean },
): Rules {
  const rules = compileRules(supergraph)
  const faults = [
    ...authorizationFaults(rules, config),
    ...(hasEnvelopeKey ? [] : unsentObligations(rules)),
    ...subgraphFaults(supergraph, config),
  ]
  if (faults.length > 0)
    throw new Error(`The gateway does not start with this supergraph:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
  return rules
}

function authorizationFaults(rules: Rules, { authorization }: Pick<GatewayConfig, 'authorization'>): readonly string[] {
  if (authorization !== undefined) return checkRules(rules, new Set(authorization.scopes))
  if (!rules.areDeclared) return []
  return ['it has @authenticated, @requiresScopes or @policy, and "authorization" is not configured: nobody would enforce them']
}

/** What a subgraph decides travels in the envelope: without one, nobody would be asked. */
function unsentObligations(rules: Rules): readonly string[] {
  return [...rules.byCoordinate].flatMap(([coordinate, requirements]) => {
    const names = requirements.flatMap((requirement) => (requirement.kind === 'policies' ? requirement.anyOf.flat() : []))
    return [...new Set(names)]
      .filter((name) => predicateNamed(name)?.decidedAt === 'subgraph')
      .map(
        (name) => `${coordinate}: the subgraph decides the policy "${name}", and ENVELOPE_KEYS is not set: it would not be asked`,
      )
  })
}

function subgraphFaults(supergraph: DocumentNode, { subgraphs }: Pick<GatewayConfig, 'subgraphs'>): readonly string[] {
  const known = readSubgraphs(supergraph)
  const unknown = Object.keys(subgraphs).filter((name) => !known.some((entry) => entry.name === name))
  const homeless = known.filter(({ name, url }) => !isHttpUrl(subgraphs[name]?.url ?? url))
  return [
    ...unknown.map((name) => `the configuration has settings for "${name}", which is no subgraph of it`),
    ...homeless.map(
      ({ name }) => `the subgraph "${name}" has no http address, neither in the supergraph nor in the configuration`,
    ),
  ]
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
