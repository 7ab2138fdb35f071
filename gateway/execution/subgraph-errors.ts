import type { GraphQLFormattedError } from 'graphql'
import { ERRORS, type ErrorCode, isErrorCode } from '../../contracts/wire/errors.ts'
import { DENIAL, shownDenial } from '../../policies/index.ts'

/**
 * Codes that a subgraph may send on to the caller. `own` messages were written for callers by the resolver that raised them;
 * for the others the gateway has its own words, because the cause may name systems.
 */
const PASSED_ON: ReadonlyMap<ErrorCode, 'own message' | 'our message'> = new Map([
  ['BAD_USER_INPUT', 'own message'],
  ['BAD_CURSOR', 'own message'],
  ['PAGE_SIZE_OUT_OF_RANGE', 'own message'],
  ['UNAUTHORIZED_FIELD_OR_TYPE', 'our message'],
  ['FORBIDDEN', 'our message'],
  ['SUBGRAPH_UNAVAILABLE', 'our message'],
  ['SUBGRAPH_TIMEOUT', 'our message'],
])
const MAX_MESSAGE_LENGTH = 300

/** One message per code for what the caller learns of a fault behind the graph. */
export const MESSAGES = {
  BAD_USER_INPUT: 'An argument or variable has a value that its type does not admit.',
  UNAUTHORIZED_FIELD_OR_TYPE: DENIAL,
  FORBIDDEN: 'Not allowed.',
  SUBGRAPH_UNAVAILABLE: 'A system behind the graph does not answer.',
  SUBGRAPH_TIMEOUT: 'A system behind the graph did not answer in time.',
  INTERNAL_SERVER_ERROR: 'Unexpected error. Report the request id.',
} as const satisfies Partial<Record<ErrorCode, string>>

/** The same fault on every branch that it leaves empty; one error without a path when there is none. */
export function branchErrors(code: keyof typeof MESSAGES, keys: readonly string[]): readonly GraphQLFormattedError[] {
  const error = { message: MESSAGES[code], extensions: { code, retryable: ERRORS[code].retryable } }
  return keys.length === 0 ? [error] : keys.map((key) => ({ ...error, path: [key] }))
}

/**
 * Translates what a subgraph reported. An error of the registry's list goes on with its path; anything else is masked and
 * handed to `onMasked`. An error without a path concerns all branches of the fetch, and its message is never shown: it may
 * speak of the request between gateway and subgraph.
 */
export function presentSubgraphErrors(
  errors: readonly unknown[],
  keys: () => readonly string[],
  onMasked: (error: unknown) => void,
): readonly GraphQLFormattedError[] {
  return errors.flatMap((error): readonly GraphQLFormattedError[] => {
    const { code, message, path } = readError(error)
    const wording = code === undefined ? undefined : PASSED_ON.get(code)
    if (code !== undefined && path !== undefined && wording === 'own message') {
      return [{ message, path, extensions: { code, retryable: ERRORS[code].retryable } }]
    }
    if (code === 'UNAUTHORIZED_FIELD_OR_TYPE' && path !== undefined) {
      return [{ message: shownDenial(message), path, extensions: { code, retryable: ERRORS[code].retryable } }]
    }
    const shown = code !== undefined && wording !== undefined && isWorded(code) ? code : 'INTERNAL_SERVER_ERROR'
    if (shown === 'INTERNAL_SERVER_ERROR') onMasked(error)
    return path === undefined ? branchErrors(shown, keys()) : branchErrors(shown, ['']).map((each) => ({ ...each, path }))
  })
}

const isWorded = (code: ErrorCode): code is keyof typeof MESSAGES => Object.hasOwn(MESSAGES, code)

interface ReportedError {
  readonly code: ErrorCode | undefined
  readonly message: string
  readonly path: readonly (string | number)[] | undefined
}

function readError(error: unknown): ReportedError {
  const { message, path, extensions } = (typeof error === 'object' && error !== null ? error : {}) as Readonly<
    Record<string, unknown>
  > // foreign JSON
  const code = typeof extensions === 'object' && extensions !== null && 'code' in extensions ? extensions.code : undefined
  const isPath = Array.isArray(path) && path.length > 0 && path.every((key) => typeof key === 'string' || Number.isInteger(key))
  return {
    code: isErrorCode(code) ? code : undefined,
    message: typeof message === 'string' ? message.slice(0, MAX_MESSAGE_LENGTH) : '',
    path: isPath ? path : undefined,
  }
}
