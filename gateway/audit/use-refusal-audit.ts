import type { AuditKey } from '../../contracts/wire/audit-keys.ts'
import type { ErrorCode } from '../../contracts/wire/errors.ts'
import { variantOf } from '../../policies/index.ts'
import type { Answer, Exchange } from '../context.ts'
import type { Stage } from '../pipeline.ts'
import { auditCaller } from './audit-caller.ts'
import { auditDocument } from './audit-document.ts'
import type { AuditTrail } from './audit-trail.ts'

export interface RefusalAuditOptions {
  readonly trail: Pick<AuditTrail, 'record' | 'omit'>
  readonly key: Pick<AuditKey, 'pseudonymOf'>
  /** Refusals of one code that are recorded one by one in a minute. */
  readonly refusalsPerMinute: number
  readonly nowMs: () => number
}

const MINUTE_MS = 60_000
/** Not known, not allowed, too often. A fault of the request itself is no refusal. */
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 429])
/** Not allowed either, under the statuses that the field gives these (governance 2.4). */
const REFUSAL_CODES: readonly ErrorCode[] = ['PERSISTED_QUERY_NOT_IN_LIST', 'PERSISTED_QUERY_ID_REQUIRED']

/**
 * Records requests that were refused before their operation was known, bad tokens above all. Anybody can cause these, so there is
 * a limit a minute and code; what is over it is counted, and the counts are recorded.
 */
export function useRefusalAudit({ trail, key, refusalsPerMinute, nowMs }: RefusalAuditOptions): Stage<Exchange, Answer> {
  let minute = 0
  const recorded = new Map<string, number>()

  function isWithinLimit(code: string): boolean {
    const now = Math.floor(nowMs() / MINUTE_MS)
    if (now !== minute) recorded.clear()
    minute = now
    const count = (recorded.get(code) ?? 0) + 1
    recorded.set(code, count)
    return count <= refusalsPerMinute
  }

  return {
    name: 'audit of refusals',
    async run(exchange, next) {
      const answer = await next(exchange)
      const { record, requestId } = exchange
      const { status } = answer
      const isRefused = REFUSALS.has(status) || REFUSAL_CODES.some((code) => record.errorCodes.has(code))
      if (!isRefused || record.audited.size > 0) return answer
      const codes = [...record.errorCodes].sort()
      const code = codes[0] ?? `HTTP_${status}`
      if (!isWithinLimit(code)) {
        trail.omit(code)
        return answer
      }
      const caller = auditCaller(record.caller, key)
      const variant = record.caller === null ? null : variantOf(record.caller)
      const document = auditDocument(record.document)
      trail.record({ kind: 'refused', requestId, caller, variant, document, status, codes }, code)
      return answer
    },
  }
}
