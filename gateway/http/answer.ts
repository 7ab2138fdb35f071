import { GraphQLError } from 'graphql'
import { appError, ERRORS, type ErrorCode } from '../../contracts/wire/errors.ts'
import type { Answer } from '../context.ts'
import { boundedMessage } from './bounded-message.ts'

/** An answer in JSON that no cache keeps: what the gateway says depends on its caller. */
export function jsonAnswer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: `${JSON.stringify(body)}\n`,
  }
}

/**
 * The answer to a request that a stage refused, or that failed. A coded error says what it is; anything else is
 * INTERNAL_SERVER_ERROR with the request id, and its cause stays in the log.
 */
export function errorAnswer(error: unknown, requestId: string): Answer {
  const known = error instanceof GraphQLError && isHttpHead(error.extensions.http) ? error : internalError(requestId)
  const { http, ...extensions } = known.extensions
  const { status, headers } = isHttpHead(http) ? http : { status: 500, headers: undefined }
  return jsonAnswer(
    status,
    { errors: [{ message: boundedMessage(known.message), extensions }] },
    Object.fromEntries(headers ?? []),
  )
}

/** A refusal of the whole request with headers of its own, such as `allow` or `www-authenticate`. */
export function refusal(code: ErrorCode, message: string, headers: Readonly<Record<string, string>> = {}): GraphQLError {
  const { status, retryable } = ERRORS[code]
  return new GraphQLError(message, {
    extensions: { code, retryable, http: { status, headers: new Map(Object.entries(headers)) } },
  })
}

/** What a caller is told of a fault inside: nothing but the id under which the log has it. */
export function internalError(requestId: string): GraphQLError {
  return appError('INTERNAL_SERVER_ERROR', 'Unexpected error. Report the request id.', { requestId })
}

/** The form in which appError() and @apollo/server note the HTTP side of an error. */
interface HttpHead {
  readonly status: number
  readonly headers?: ReadonlyMap<string, string>
}

function isHttpHead(value: unknown): value is HttpHead {
  return typeof value === 'object' && value !== null && 'status' in value && typeof value.status === 'number'
}
