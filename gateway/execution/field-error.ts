import { GraphQLError } from 'graphql'
import { ERRORS, type ErrorCode } from '../../contracts/wire/errors.ts'

/** An error of one branch of an answer: it has a path, and unlike appError() it leaves the status of the response alone. */
export function fieldError(
  code: ErrorCode,
  message: string,
  path: readonly (string | number)[] | undefined,
  details: Readonly<Record<string, unknown>> = {},
): GraphQLError {
  return new GraphQLError(message, { path: path ?? null, extensions: { ...details, code, retryable: ERRORS[code].retryable } })
}
