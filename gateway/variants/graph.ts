import type { ApolloServer } from '@apollo/server'
import type { GraphQLSchema } from 'graphql'
import type { Principal } from '../../contracts/wire/principal.ts'
import { type Variant, variantOf } from '../../policies/index.ts'
import type { Operation, OperationResult } from '../execution/executor.ts'
import type { GraphqlContext } from '../execution/graphql-server.ts'

/** One variant as it is served: its schema, whoever parses and validates against it, and the stages of its operations. */
export interface View {
  readonly variant: Variant
  /** All that exists for the callers of this variant. */
  readonly schema: GraphQLSchema
  /** Whether these callers may read the schema. */
  readonly introspection: boolean
  readonly server: ApolloServer<GraphqlContext>
  /** What happens to a valid operation. Every cache of these stages belongs to this view alone. */
  readonly execute: (operation: Operation) => Promise<OperationResult>
}

/**
 * Everything that is compiled from one supergraph: all variants over one engine. It is immutable and replaced as a whole. A
 * request takes the graph once and stays on it, so that no request is validated against one schema and answered by another.
 */
export interface Graph {
  /** Absent: the variant is closed. */
  readonly views: ReadonlyMap<Variant, View>
  /** Of the firm's own people; a graph always has it. */
  readonly internal: View
  close(): Promise<void>
}

/** The view of a caller, by the verified token and by nothing else that a request says. Undefined when its variant is closed. */
export function viewOf(graph: Graph, principal: Principal | null): View | undefined {
  return graph.views.get(variantOf(principal))
}
