import type { AuditKey } from '../../contracts/wire/audit-keys.ts'
import type { AuditEntry } from '../../contracts/wire/audit-record.ts'
import { variantOf } from '../../policies/index.ts'
import type { Operation, OperationResult, OperationTrace } from '../execution/executor.ts'
import type { Stage } from '../pipeline.ts'
import { auditCaller } from './audit-caller.ts'
import { auditDocument } from './audit-document.ts'
import { auditSubgraphVerdicts } from './audit-subgraph-verdicts.ts'
import type { AuditTrail } from './audit-trail.ts'
import { mutationOutcomes } from './mutation-outcomes.ts'

/** Characters of an operation name that are recorded: a name may be as long as a body. */
const MAX_NAME = 100

export interface AuditOptions {
  readonly trail: Pick<AuditTrail, 'record'>
  readonly key: Pick<AuditKey, 'pseudonymOf'>
  readonly policyVersion: string
}

/**
 * Records every operation that touched protected coordinates or was a mutation: who, what, how it was decided and what became of
 * it. The outermost of the operation stages, so that it sees what the caller gets. Recording is putting the record into a queue.
 *
 * @see docs/adr/0017-one-audit-chain-a-writer.md
 */
export function useAudit({ trail, key, policyVersion }: AuditOptions): Stage<Operation, OperationResult> {
  return {
    name: 'audit',
    async run(operation, next) {
      const trace: OperationTrace = { verdicts: [], obligations: [], subgraphVerdicts: new Map(), reservation: null }
      const result = await next({ ...operation, trace })
      const { exchange, definition } = operation
      const touched = trace.verdicts.length > 0 || definition.operation === 'mutation'
      const codes = codesOf(result)
      const subgraphVerdicts = auditSubgraphVerdicts(trace.subgraphVerdicts.values())
      // Looks of a stream share one exchange: they are one request for as long as they are decided alike.
      const look = JSON.stringify([operation.planKey, trace.verdicts.map(({ decision }) => decision), subgraphVerdicts, codes])
      if (!touched || exchange.record.audited.has(look)) {
        trace.reservation?.release()
        return result
      }
      exchange.record.audited.add(look)
      const entry: AuditEntry = {
        kind: 'request',
        requestId: exchange.requestId,
        caller: auditCaller(exchange.principal, key),
        variant: variantOf(exchange.principal),
        document: auditDocument(exchange.record.document),
        operation: { id: operation.planKey, name: definition.name?.value.slice(0, MAX_NAME) ?? null, type: definition.operation },
        policyVersion,
        verdicts: trace.verdicts,
        obligations: trace.obligations.map(({ coordinate, policy }) => `${coordinate} ${policy}`),
        subgraphVerdicts,
        mutations: mutationOutcomes(operation, result, key),
        codes,
      }
      if (trace.reservation !== null) trace.reservation.record(entry)
      else trail.record(entry, codes[0] ?? 'OK')
      return result
    },
  }
}

const codesOf = ({ errors = [] }: OperationResult): readonly string[] =>
  [...new Set(errors.map(({ extensions }) => String(extensions.code)))].sort()
