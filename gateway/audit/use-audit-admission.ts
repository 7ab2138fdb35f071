import { appError, ERRORS } from '../../contracts/wire/errors.ts'
import type { Operation, OperationResult } from '../execution/executor.ts'
import type { Stage } from '../pipeline.ts'
import type { AuditTrail } from './audit-trail.ts'

/**
 * Lets nothing happen that could not be recorded: a mutation, or a read of protected fields, needs a place in the queue before it
 * is planned. It stands after the field policies, which say what is protected, and costs an addition.
 *
 * @throws AUDIT_UNAVAILABLE as HTTP 503, as a returned error.
 */
export function useAuditAdmission(trail: Pick<AuditTrail, 'reserve'>): Stage<Operation, OperationResult> {
  return {
    name: 'audit admission',
    async run(operation, next) {
      const { trace, definition } = operation
      const isRecorded = trace !== undefined && (trace.verdicts.length > 0 || definition.operation === 'mutation')
      if (!isRecorded) return next(operation)
      trace.reservation = trail.reserve()
      if (trace.reservation === null) return { errors: [appError('AUDIT_UNAVAILABLE', ERRORS.AUDIT_UNAVAILABLE.help)] }
      return next(operation)
    },
  }
}
