import { type CompositionSuccess, composeServices } from '@apollo/composition'
import type { GraphQLError, GraphQLSchema } from 'graphql'
import { type Finding, placeOf } from './finding.ts'
import { sortDocument } from './sort-document.ts'
import type { Subgraph } from './subgraph-files.ts'

export type Composition =
  | {
      readonly ok: true
      /** SDL of the supergraph, for the gateway. */
      readonly supergraph: string
      /** What callers of the gateway see. */
      readonly apiSchema: GraphQLSchema
      readonly hints: CompositionSuccess['hints']
    }
  | { readonly ok: false; readonly faults: readonly Finding[] }

/**
 * Composes the subgraphs with @apollo/composition. A fault is a finding with the place in the subgraph's own file.
 *
 * The addresses in the result end in `.invalid` (RFC 2606): where a subgraph listens is configuration of the gateway, and a
 * gateway without it must fail instead of asking a stranger.
 */
export function composeSubgraphs(subgraphs: readonly Subgraph[]): Composition {
  const result = composeServices(
    subgraphs.map(({ name, document }) => ({ name, url: `http://${name}.invalid/graphql`, typeDefs: sortDocument(document) })),
  )
  if (result.errors !== undefined) return { ok: false, faults: result.errors.map(toFinding) }
  return {
    ok: true,
    supergraph: `${result.supergraphSdl.trimEnd()}\n`,
    apiSchema: result.schema.toAPISchema().toGraphQLJSSchema(),
    hints: result.hints,
  }
}

function toFinding(error: GraphQLError): Finding {
  const code = String(error.extensions.code ?? 'COMPOSITION')
  return {
    rule: 'composes',
    severity: 'error',
    coordinate: code,
    message: error.message,
    help: `Composition refuses this (${code}); every subgraph must fit the others.`,
    ...placeOf(error.nodes?.[0]),
  }
}
