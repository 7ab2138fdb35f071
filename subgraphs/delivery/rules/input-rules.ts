import type { WriteError } from '../../shared/port.ts'
import type { ApprovalAction, HandoffDraft, RunAction } from '../port.ts'

const MAX_TEXT = 2_000
const MAX_KEY = 200

type Fault = Extract<WriteError, { readonly code: 'VALIDATION_FAILED' }>

/** What is wrong with the input of a mutation, by its own form; what the records say is decided in the transaction. */
export function checkIdempotencyKey(key: string): readonly Fault[] {
  if (key.trim() !== '' && key.length <= MAX_KEY) return []
  return [fault('idempotencyKey', `The idempotency key must have 1 to ${MAX_KEY} characters.`)]
}

export function checkStart({ opportunityId, contractId }: HandoffDraft): readonly Fault[] {
  return [
    ...(/^opp_[0-9a-z]{1,40}$/.test(opportunityId) ? [] : [fault('opportunityId', 'This is not the id of an opportunity.')]),
    ...(contractId === null || /^ctr_[0-9a-z]{1,40}$/.test(contractId)
      ? []
      : [fault('contractId', 'This is not the id of a contract.')]),
  ]
}

export function checkDecision({ decision, comment }: ApprovalAction): readonly Fault[] {
  if (decision === 'REJECT' && (comment ?? '').trim() === '') return [fault('comment', 'A rejection needs a comment.')]
  return (comment ?? '').length > MAX_TEXT ? [fault('comment', `A comment has at most ${MAX_TEXT} characters.`)] : []
}

export function checkCancel({ reason }: RunAction): readonly Fault[] {
  if (reason.trim() !== '' && reason.length <= MAX_TEXT) return []
  return [fault('reason', `The reason must have 1 to ${MAX_TEXT} characters.`)]
}

function fault(field: string, message: string): Fault {
  return { code: 'VALIDATION_FAILED', message, field: ['input', field] }
}
