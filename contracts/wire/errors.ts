import { GraphQLError } from 'graphql'

/**
 * Every error code that may leave a process: one closed registry that feeds responses, docs/errors.md and the tests.
 * `status` is the HTTP status when the whole request fails with this code; `retryable` says whether the same request
 * may succeed later unchanged; `help` tells the caller what to do.
 */
export const ERRORS = {
  BAD_REQUEST: { status: 400, retryable: false, help: 'Send a JSON body with a `query` string, or a GET without a mutation.' },
  GRAPHQL_PARSE_FAILED: { status: 400, retryable: false, help: 'Correct the syntax of the document.' },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    retryable: false,
    help: 'Ask only for fields that the schema has, with arguments of their types.',
  },
  BAD_USER_INPUT: { status: 400, retryable: false, help: 'Correct the variable or argument that the message names.' },
  OPERATION_RESOLUTION_FAILURE: { status: 400, retryable: false, help: 'Name one operation of the document in `operationName`.' },
  PERSISTED_QUERY_NOT_IN_LIST: {
    status: 404,
    retryable: false,
    help: 'Ask for a document that this client has registered, or have it registered; documents are not registered by sending them.',
  },
  PERSISTED_QUERY_ID_REQUIRED: {
    status: 400,
    retryable: false,
    help: 'Send the id of a registered document in place of its text.',
  },
  CANNOT_SEND_PQ_ID_AND_BODY: { status: 400, retryable: false, help: 'Send either the id of a document or its text.' },
  QUERY_NOT_IN_SAFELIST: { status: 403, retryable: false, help: 'Send a document that this client has registered.' },
  BAD_CURSOR: { status: 200, retryable: false, help: 'Pass a cursor that this connection returned, with the same ordering.' },
  BAD_EVENT_ID: {
    status: 400,
    retryable: false,
    help: 'Resume with the id of an event that the stream sent, or without any id.',
  },
  PAGE_SIZE_OUT_OF_RANGE: { status: 200, retryable: false, help: 'Ask for 1 to 100 records with `first`, or 1 to 500 events.' },
  UNAUTHENTICATED: { status: 401, retryable: false, help: 'Send a valid access token in the Authorization header.' },
  AUTHENTICATION_UNAVAILABLE: {
    status: 503,
    retryable: true,
    help: 'The keys of the token issuer are out of reach; send the request again.',
  },
  UNAUTHORIZED_FIELD_OR_TYPE: { status: 200, retryable: false, help: 'Ask for the scope or role that the field requires.' },
  FORBIDDEN: { status: 403, retryable: false, help: 'The caller lacks the right for this operation.' },
  VARIANT_CLOSED: {
    status: 403,
    retryable: false,
    help: 'Nothing of the graph is published for partners of this kind; ask your contact at the firm.',
  },
  OUTSIDE_CONTRACT: {
    status: 200,
    retryable: false,
    help: 'The record has a value or type that your contract does not include, so it is null here. The other data is complete.',
  },
  NOT_FOUND: { status: 404, retryable: false, help: 'The address does not exist; the graph answers at /graphql.' },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false, help: 'Use POST, or GET for a query.' },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false, help: 'Send a smaller request body.' },
  TOO_MANY_STREAMS: { status: 429, retryable: true, help: 'Close a stream that is no longer needed, or open it again later.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false, help: 'Send `content-type: application/json`.' },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    retryable: false,
    help: 'Report the request id; the cause is in the log of the gateway.',
  },
  AUDIT_UNAVAILABLE: {
    status: 503,
    retryable: true,
    help: 'What has to be recorded cannot be recorded now; nothing was done. Send the request again later.',
  },
  SUBGRAPH_UNAVAILABLE: {
    status: 200,
    retryable: true,
    help: 'A system behind the graph does not answer; ask again later. Other branches are complete.',
  },
  SUBGRAPH_TIMEOUT: { status: 200, retryable: true, help: 'A system behind the graph is slow; ask again later or for less.' },
  SHUTTING_DOWN: { status: 503, retryable: true, help: 'This replica is stopping; send the request again.' },
} as const satisfies Record<string, { status: number; retryable: boolean; help: string }>

export type ErrorCode = keyof typeof ERRORS

/** Builds the only error type that crosses a process boundary; anything else is masked as INTERNAL_SERVER_ERROR. */
export function appError(code: ErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}): GraphQLError {
  const { status, retryable } = ERRORS[code]
  return new GraphQLError(message, { extensions: { ...details, code, retryable, http: { status } } })
}

/** True for the codes of the registry, so that a foreign code never reaches a caller unmapped. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code)
}
