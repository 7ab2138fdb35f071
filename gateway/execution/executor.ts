import type { DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { SubgraphVerdict, Verdict } from '../../contracts/wire/audit-record.ts'
import type { Obligation } from '../../contracts/wire/envelope.ts'
import type { Reservation } from '../audit/audit-trail.ts'
import type { Exchange } from '../context.ts'

/** One validated operation on its way to the subgraphs. */
export interface Operation {
  readonly exchange: Exchange
  /** What is planned: the document of the client, or what the field policies left of it. */
  readonly document: DocumentNode
  readonly definition: OperationDefinitionNode
  /** Operation to run when the document has several. */
  readonly operationName: string | undefined
  /** As the client sent them; they were checked against the operation. */
  readonly variables: Readonly<Record<string, unknown>>
  /** Identifies the plan: equal keys must mean equal documents, or one caller gets the plan of another (governance 0.7). */
  readonly planKey: string
  /** Decisions that the owner of the data has to take, because the facts are there. */
  readonly obligations: readonly Obligation[]
  /** Filled in by the stages for the audit; absent when nothing is audited. */
  readonly trace?: OperationTrace
}

/** What the audit has to know about one operation. */
export interface OperationTrace {
  /** Set by the field policies: what the document asks of its callers, and what this one was granted. */
  verdicts: readonly Verdict[]
  obligations: readonly Obligation[]
  /** What subgraphs decided on the obligations, with their reasons as they gave them; each verdict once, by its text. */
  readonly subgraphVerdicts: Map<string, SubgraphVerdict>
  /** Set by the admission: the place of the record that will be made. */
  reservation: Reservation | null
}

/** Result of an operation in the sense of the GraphQL specification; `data` is absent when nothing was executed. */
export interface OperationResult {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly GraphQLError[]
  /** The only extensions that an answer has. */
  readonly extensions?: { readonly masked: readonly MaskedField[] }
}

/** A field of which the caller got part of the value only; otherwise a masked amount would pass for a true one. */
export interface MaskedField {
  /** `Type.field`, as the caller asked for it. */
  readonly coordinate: string
  /** Name of the mask. */
  readonly as: string
  /** Response keys down to it, `@` for each item of a list; the first 200. */
  readonly paths: readonly (readonly string[])[]
}

/** Plans and runs operations over the subgraphs: the replaceable part of the gateway (architecture.md 8). */
export interface ExecutionEngine {
  /** What clients may ask for. */
  readonly schema: GraphQLSchema
  execute(operation: Operation): Promise<OperationResult>
  close(): Promise<void>
}
