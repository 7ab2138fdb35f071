import type { IncomingHttpHeaders } from 'node:http'
import type { ErrorCode } from '../contracts/wire/errors.ts'
import type { Principal } from '../contracts/wire/principal.ts'
import type { FieldVerdict } from '../contracts/wire/verdict.ts'

/** One HTTP request on its way through the pipeline. Stages hand on a copy with what they found out. */
export interface Exchange {
  readonly method: string
  /** Path without the query string. */
  readonly path: string
  /** Query string with its question mark, or empty. */
  readonly search: string
  readonly headers: IncomingHttpHeaders
  /** Every value of every header: `headers` silently drops a second Authorization header. */
  readonly headersDistinct: Readonly<Record<string, readonly string[] | undefined>>
  /** Reads the body once. @throws PAYLOAD_TOO_LARGE when it is longer. */
  readBody(limitBytes: number): Promise<Uint8Array>
  /** Set by the request-id stage; the correlation id of everything that this request causes. */
  readonly requestId: string
  /** Set by the stage that reads the request; empty before. */
  readonly parameters: RequestParameters
  /** Set by the authentication stage; null for an anonymous caller. */
  readonly principal: Principal | null
  /** Set by the authentication stage: seconds since the epoch at which the caller's token ends; null for an anonymous caller. */
  readonly expiresAtSeconds: number | null
  /** Set by the authentication stage: why the caller would be refused by now, for an answer that takes long; null while it would not. */
  readonly refusedNow: () => ErrorCode | null
  /** Aborts when the client is gone or the deadline has passed; its reason says which. */
  readonly signal: AbortSignal
  readonly record: RequestRecord
}

/** What a request asks for, in the names of GraphQL over HTTP. The values are what the client sent, unchecked. */
export type RequestParameters = Readonly<Record<string, unknown>>

/** What the log line says about a request; filled in by the stages. Never tokens, variables or values. */
export interface RequestRecord {
  caller: Principal | null
  /** Registered document that was asked for, or sent; null when the level of the caller does not ask. `id` of an unknown text is its digest. */
  document: { readonly id: string | null; readonly isKnown: boolean } | null
  operationName: string | null
  operationType: string | null
  fetches: number
  sqlStatements: number
  readonly errorCodes: Set<string>
  /** Types of which a subgraph was asked for a record that it does not have, or does not show to this caller. */
  readonly missingTypes: Set<string>
  /** What subgraphs decided on the obligations of this request; for the audit, never for the caller. */
  readonly verdicts: FieldVerdict[]
  /** Set by the audit: what was recorded of this request, so that the looks of a stream are recorded once. */
  readonly audited: Set<string>
}

/** What goes back to the client. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The whole body, or its pieces as they come: they must end when the signal of the exchange aborts. */
  readonly body: string | AsyncIterable<string>
}

export function createRecord(): RequestRecord {
  return {
    caller: null,
    document: null,
    operationName: null,
    operationType: null,
    fetches: 0,
    sqlStatements: 0,
    errorCodes: new Set(),
    missingTypes: new Set(),
    verdicts: [],
    audited: new Set(),
  }
}
