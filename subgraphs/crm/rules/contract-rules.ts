import type { WriteError } from '../../shared/port.ts'
import type { Contract } from '../port.ts'
import { CONTRACT_TRANSITIONS, type ContractStatus, isContractTransition } from '../states.ts'

/** Longest purchase order number in characters. */
export const PO_NUMBER_MAX = 64

export const ENDED: readonly ContractStatus[] = ['EXPIRED', 'TERMINATED']
export const APPROVED_OR_LATER: readonly ContractStatus[] = ['APPROVED', 'SENT_FOR_SIGNATURE', 'EXECUTED', 'ACTIVE']

/** APPROVED may go back to IN_REVIEW too, but by taking the approval back, never by submitting again. */
export function whyNotSubmit(status: ContractStatus): WriteError | null {
  return status === 'DRAFT' ? null : wrongState(status, `A contract in ${status} cannot be submitted for review.`)
}

/** Only what is in review can be taken back from it; an approval is taken back before that, by whoever recorded it. */
export function whyNotWithdraw({ status, projectId }: Pick<Contract, 'status' | 'projectId'>): WriteError | null {
  if (status !== 'IN_REVIEW') return wrongState(status, `A contract in ${status} is not in review.`)
  return projectId === null ? null : underDelivery(status)
}

/** What legal and finance look at, and what they approved, stays what it is: terms change in a draft only. */
export function whyNotChangeTerms({ status, projectId }: Pick<Contract, 'status' | 'projectId'>): WriteError | null {
  if (status !== 'DRAFT') return wrongState(status, `The terms of a contract in ${status} cannot be changed.`)
  return projectId === null ? null : underDelivery(status)
}

/** Legal and finance decide as two people (domain rule GO-12), and only on a contract in review (LC-02). */
export function whyNotApprove(
  status: ContractStatus,
  approvers: { readonly legalApproverId: string; readonly financeApproverId: string },
): WriteError | null {
  if (approvers.legalApproverId === approvers.financeApproverId) {
    const message = 'Legal and finance must be approved by two different people.'
    return { code: 'POLICY_VIOLATION', message, policy: 'segregation_of_duties' }
  }
  return isContractTransition(status, 'APPROVED') ? null : wrongState(status, `A contract in ${status} cannot be approved.`)
}

/** An approval is taken back by the caller that recorded it, before anything was built on it. */
export function whyNotReopen(status: ContractStatus, recordedBy: string | null, caller: string): WriteError | null {
  if (status !== 'APPROVED') return wrongState(status, `A contract in ${status} has no approval to take back.`)
  if (recordedBy === caller) return null
  return { code: 'FORBIDDEN', message: 'Only the caller that recorded the approval may take it back.', policy: 'same_recorder' }
}

export function whyNotRecordPurchaseOrder(status: ContractStatus, customerPoNumber: string): WriteError | null {
  if (ENDED.includes(status)) return wrongState(status, `A contract in ${status} takes no purchase order.`)
  const length = customerPoNumber.trim().length
  if (length >= 1 && length <= PO_NUMBER_MAX) return null
  const message = `The number of the purchase order must have 1 to ${PO_NUMBER_MAX} characters.`
  return { code: 'VALIDATION_FAILED', message, field: ['input', 'customerPoNumber'], rule: 'CC-10' }
}

/** A project is delivered under the approved contract of its own sale. */
export function whyNotLinkContract(
  contract: Pick<Contract, 'status' | 'opportunityId' | 'projectId' | 'revision'>,
  link: { readonly opportunityId: string; readonly projectId: string },
): WriteError | null {
  const { status, opportunityId, projectId, revision } = contract
  if (opportunityId !== link.opportunityId) {
    const message = 'The contract belongs to another opportunity.'
    return { code: 'VALIDATION_FAILED', message, field: ['input', 'contractId'] }
  }
  if (!APPROVED_OR_LATER.includes(status)) return wrongState(status, `A contract in ${status} has no project.`)
  if (projectId !== null && projectId !== link.projectId) {
    return { code: 'CONFLICT', message: 'The contract has another project.', currentRevision: revision }
  }
  return null
}

/** From the day a project exists, what was agreed changes by change request only (LC-21). */
const underDelivery = (status: ContractStatus): WriteError => ({
  code: 'INVALID_STATE',
  message: 'A project exists: raise a change request instead.',
  currentState: status,
  allowedStates: [],
})

const wrongState = (status: ContractStatus, message: string): WriteError => ({
  code: 'INVALID_STATE',
  message,
  currentState: status,
  allowedStates: CONTRACT_TRANSITIONS[status],
})
