import type { Call } from '../../shared/port.ts'
import type { ApprovalFilter } from '../approval-port.ts'
import type { ApprovalFilter as ApprovalFilterInput } from '../schema.generated.ts'

/** The filter of the schema says `mine`; the port has to know who that is. */
export function toApprovalFilter(filter: ApprovalFilterInput | null | undefined, call: Call): ApprovalFilter {
  const { mine, kind, status } = filter ?? {}
  return { kind, status, waitingFor: mine === true ? callerOf(call) : null }
}

export function callerOf({ principal }: Call): NonNullable<ApprovalFilter['waitingFor']> {
  const { subject, workerId, roles } = principal
  return { subject, workerId, roles }
}
