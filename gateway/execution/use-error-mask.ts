import type { GraphQLError } from 'graphql'
import type { Logger } from 'pino'
import { ERRORS, isErrorCode } from '../../contracts/wire/errors.ts'
import { internalError } from '../http/answer.ts'
import type { Stage } from '../pipeline.ts'
import type { Operation, OperationResult } from './executor.ts'
import { fieldError } from './field-error.ts'
import { MESSAGES } from './subgraph-errors.ts'
import { visiblePath } from './visible-path.ts'

/** More errors than this say nothing new. */
const MAX_ERRORS = 200

/**
 * The last look at what leaves: only codes of the registry, with paths that the client asked for, each once; no service names,
 * no causes, no extensions of the engine. Whatever else went wrong is INTERNAL_SERVER_ERROR with the request id.
 */
export function useErrorMask(log: Logger): Stage<Operation, OperationResult> {
  return {
    name: 'shape and mask',
    async run(operation, next) {
      const { requestId, record } = operation.exchange
      const { missingTypes } = record
      try {
        const { data, errors = [], extensions } = await next(operation)
        const present = (error: GraphQLError) => presentError(error, operation, data !== undefined, log)
        const shown = new Map(
          errors
            .filter((error) => data === undefined || !isMissingRecord(error, missingTypes))
            .slice(0, MAX_ERRORS)
            .map(present)
            .map((error) => [keyOf(error), error]),
        )
        return {
          ...(data !== undefined && { data }),
          ...(shown.size > 0 && { errors: [...shown.values()] }),
          ...(extensions && { extensions }), // ours: the engine hands none on
        }
      } catch (error) {
        log.error({ requestId, err: error }, 'operation failed')
        return { errors: [internalError(requestId)] }
      }
    },
  }
}

function presentError(error: GraphQLError, operation: Operation, isPartial: boolean, log: Logger): GraphQLError {
  const { requestId } = operation.exchange
  const { code, http } = error.extensions
  const path = error.path && visiblePath(operation, error.path)
  if (!isErrorCode(code)) {
    log.error({ requestId, reason: error.message, path: error.path }, 'engine error masked')
    return isPartial
      ? fieldError('INTERNAL_SERVER_ERROR', MESSAGES.INTERNAL_SERVER_ERROR, path, { requestId })
      : internalError(requestId)
  }
  const details = code === 'INTERNAL_SERVER_ERROR' ? { requestId } : {}
  // A branch that failed leaves the status of the answer alone; a refused operation sets it.
  if (isPartial) return fieldError(code, error.message, path, details)
  return fieldError(code, error.message, path, { ...details, http: http ?? { status: ERRORS[code].status } })
}

/**
 * An edge may lead to a record that its system does not have, or does not show to this caller. The engine reports the first
 * required field that is missing then; the edge is null, and an error would tell such a record from one that no edge leads to.
 * A system that breaks its own schema is no such case: it answered with a record.
 */
function isMissingRecord({ message, extensions }: GraphQLError, missingTypes: ReadonlySet<string>): boolean {
  const type = /^Cannot return null for non-nullable field (\w+)\./.exec(message)?.[1]
  return !isErrorCode(extensions.code) && type !== undefined && missingTypes.has(type)
}

const keyOf = ({ message, path, extensions }: GraphQLError) => JSON.stringify([extensions.code, path, message])
