import { isKnownRole } from '../../../policies/index.ts'
import type { WriteError } from '../../shared/port.ts'
import type { ApprovalAction } from '../approval-port.ts'
import type { HandoffDraft, ReviewTaskAction } from '../port.ts'
import type { StepDefinition, WorkflowDefinition } from '../workflows/definition.ts'

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

export function checkApprovalAction(action: ApprovalAction): readonly Fault[] {
  switch (action.kind) {
    case 'decide': {
      const needsComment = action.decision !== 'APPROVE'
      return needsComment ? checkText('comment', action.comment ?? '') : checkLength('comment', action.comment ?? '')
    }
    case 'resubmit':
      return checkText('comment', action.comment)
    case 'delegate':
      return [...checkText('reason', action.reason), ...checkWorker(action.toWorkerId)]
    case 'choose-template':
      return checkText('reason', action.reason)
  }
}

export function checkReason({ reason }: { readonly reason: string }): readonly Fault[] {
  return checkText('reason', reason)
}

export function checkTaskResolution({ comment }: ReviewTaskAction): readonly Fault[] {
  return checkText('comment', comment)
}

/** The values of a version, each for itself; what the steps mean together is for the rules of definitions. */
export function checkVersion({ name, changeNote, endsIn, groups }: WorkflowDefinition): readonly Fault[] {
  return [
    ...checkText('name', name),
    ...checkText('changeNote', changeNote),
    ...(ENDS.some((end) => end === endsIn) ? [] : [fault('endsIn', `A run leaves its handoff ${ENDS.join(' or ')}.`)]),
    ...(groups.some((group) => group.length === 0) ? [fault('groups', 'A group without steps says nothing.')] : []),
    ...groups.flat().flatMap(checkStep),
  ]
}

/** States in which nothing is left that the run could still have to do. */
const ENDS = ['STAFFING', 'READY_FOR_KICKOFF', 'COMPLETED'] as const
const MAX_ATTEMPTS = 20
const MAX_WAIT_DAYS = 260

function checkStep({ key, name, compensation, maxAttempts, wait }: StepDefinition): readonly Fault[] {
  const isCountable = Number.isInteger(maxAttempts) && maxAttempts >= 1 && maxAttempts <= MAX_ATTEMPTS
  const about = (message: string) => fault('groups', `${key}: ${message}`)
  return [
    ...(name.length > MAX_TEXT || (compensation ?? '').length > MAX_TEXT
      ? [about(`Texts have at most ${MAX_TEXT} characters.`)]
      : []),
    ...(isCountable ? [] : [about(`A step is attempted 1 to ${MAX_ATTEMPTS} times.`)]),
    ...(wait === undefined || (wait.slaBusinessDays >= 1 && wait.slaBusinessDays <= MAX_WAIT_DAYS)
      ? []
      : [about(`A wait is 1 to ${MAX_WAIT_DAYS} business days long.`)]),
    ...(wait === undefined ? [] : [wait.role, ...wait.escalateTo])
      .filter((role) => !isKnownRole(role))
      .map((role) => about(`There is no role ${role}.`)),
  ]
}

function checkWorker(id: string): readonly Fault[] {
  return /^wrk_[0-9a-z]{1,40}$/.test(id) ? [] : [fault('toWorkerId', 'This is not the id of a worker.')]
}

function checkText(field: string, text: string): readonly Fault[] {
  return text.trim() === '' ? [fault(field, `The ${field} must have 1 to ${MAX_TEXT} characters.`)] : checkLength(field, text)
}

function checkLength(field: string, text: string): readonly Fault[] {
  // PostgreSQL holds no text with it.
  if (text.includes('\u0000')) return [fault(field, `The ${field} contains a NUL character.`)]
  return text.length > MAX_TEXT ? [fault(field, `The ${field} has at most ${MAX_TEXT} characters.`)] : []
}

function fault(field: string, message: string): Fault {
  return { code: 'VALIDATION_FAILED', message, field: ['input', field] }
}
