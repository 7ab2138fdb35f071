import type { Principal } from '../../../../contracts/wire/principal.ts'
import { predicateNamed } from '../../../../policies/index.ts'
import type { WriteError } from '../../../shared/port.ts'
import type { ApprovalParticipants } from '../../approval-port.ts'
import type { StepResults } from '../../steps/results.ts'
import type { ApprovalState, RunState } from '../run-state.ts'

export const SEGREGATION = 'segregation_of_duties'

/** Why this person may not decide this approval; null when nothing speaks against it. Four eyes hold for delegates too. */
export function mayNotDecide(state: RunState, approval: ApprovalState, principal: Principal): WriteError | null {
  const { approverRole, delegatedToWorkerId } = approval
  if (principal.workerId === null || !principal.roles.includes(approverRole)) {
    return { code: 'FORBIDDEN', message: `Only a person in the role ${approverRole} decides this.`, policy: 'approver_role' }
  }
  // The deadline ends a delegation also while no worker is there to write it down.
  const isDelegated = delegatedToWorkerId !== null && approval.dueAt > state.now
  if (isDelegated && delegatedToWorkerId !== principal.workerId) {
    return { code: 'FORBIDDEN', message: 'The approval was delegated to somebody else.', policy: 'delegate' }
  }
  // The shield asked the same before the transaction; since then somebody else may have decided.
  const facts = { ...partsIn(state, approval) }
  const verdict = predicateNamed(SEGREGATION)?.decide({ principal, args: {}, facts, nowSeconds: Date.now() / 1000 })
  if (verdict?.allowed === true) return null
  const part = verdict?.reason ?? 'nobody decides the policy'
  return { code: 'POLICY_VIOLATION', message: `Somebody who had a part in it may not decide: ${part}.`, policy: SEGREGATION }
}

/** Who had which part in it; the shield and the inbox ask the database the same (`delivery.parts_in`). */
export function partsIn({ run, steps, approvals }: RunState, asked: ApprovalState): ApprovalParticipants {
  // The same question asked once more is for the same people; every other one needs other eyes.
  const others = approvals.filter(({ kind, level }) => kind !== asked.kind || level !== asked.level)
  const sale = steps.find(({ key }) => key === 'H01')?.result as Partial<StepResults['H01']> | null | undefined // written by that very step
  return {
    requestedBy: known([run.startedBy.subject, run.startedBy.workerId]),
    submittedBy: known(approvals.flatMap(({ resubmittedBy, resubmittedByWorkerId }) => [resubmittedBy, resubmittedByWorkerId])),
    acceptedBy: known([sale?.acceptedById]),
    previousDeciders: known(others.flatMap(({ decidedBy, decidedByWorkerId }) => [decidedBy, decidedByWorkerId])),
  }
}

const known = (people: readonly (string | null | undefined)[]): readonly string[] => people.filter((each) => each != null)

/** Why nobody can decide it now: it was decided, sent back or withdrawn, or its run is on the way back. */
export function notOpen({ run }: RunState, approval: ApprovalState): WriteError | null {
  const { status } = approval
  const isOpen = status === 'PENDING' || status === 'ESCALATED'
  const isGoingOn = ['RUNNING', 'WAITING_APPROVAL', 'WAITING_SYSTEM', 'IN_REVIEW'].includes(run.status) && run.cancel === null
  if (isOpen && isGoingOn) return null
  const message = !isOpen ? closedMessage(approval) : 'The run is being cancelled.'
  return { code: 'INVALID_STATE', message, currentState: status, allowedStates: [] }
}

function closedMessage({ status, decision, decidedAt, decidedBy, decidedByWorkerId }: ApprovalState): string {
  if (status === 'SENT_BACK') return 'The approval was sent back; it can be decided once it comes again.'
  if (decision !== null && decidedAt !== null)
    return `The approval was decided before: ${status} by ${decidedByWorkerId ?? decidedBy} at ${decidedAt}.`
  return 'The approval is not open any more.'
}
