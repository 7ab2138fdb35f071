import type { Failure } from '../../failure.ts'
import { nextAction } from '../../rules/failure-path.ts'
import type { ApprovalResult, TemplateResult } from '../../steps/results.ts'
import type { Change } from '../changes.ts'
import type { StepDefinition } from '../definition.ts'
import { type ApprovalState, currentApprovals, type RunState } from '../run-state.ts'
import { blockRun } from './block-run.ts'
import { completeStep } from './complete-step.ts'
import { openTask } from './open-task.ts'

/** Everybody has approved: the last level's decision is the answer of the step. */
export function settleApproved(state: RunState, definition: StepDefinition): readonly Change[] {
  const last = currentApprovals(state, definition.key).at(-1)
  if (last?.decidedByWorkerId == null) throw new Error(`step ${definition.key} was approved by nobody`)
  const result: ApprovalResult & Partial<TemplateResult> = {
    approvalId: last.id,
    approverId: last.decidedByWorkerId,
    ...(definition.approval?.kind === 'TEMPLATE_DELIVERY_OPS' && chosenTemplate(state, definition)),
  }
  const handoff = result.templateCode === undefined ? {} : { handoff: { templateCode: result.templateCode } }
  return completeStep(state, definition, { result, externalReference: last.id, ...handoff })
}

/** The template of the rules, unless somebody chose another one with a reason. */
function chosenTemplate(state: RunState, { key }: StepDefinition): TemplateResult {
  const [approval] = currentApprovals(state, key)
  const suggested = approval?.facts.suggestedTemplateCode ?? approval?.facts.templateCode
  if (approval === undefined || suggested === undefined) throw new Error(`step ${key} was asked without a template`)
  const { choice } = approval
  const templateCode = choice?.templateCode ?? suggested
  // Whoever came back to what the rules suggest has overridden nothing.
  return { templateCode, isOverridden: templateCode !== suggested, reason: choice?.reason ?? null }
}

/** Somebody refused: the run goes back to the account executive, with the comment. */
export function settleRejected(state: RunState, definition: StepDefinition, rejected: ApprovalState): readonly Change[] {
  const { key } = definition
  const failure: Failure = {
    code: 'APPROVAL_REJECTED',
    category: 'BUSINESS_RULE',
    message: rejected.comment ?? 'The approval was refused without a comment.',
    system: 'DELIVERY',
  }
  const next = nextAction({
    category: failure.category,
    code: failure.code,
    attempt: 1,
    fallbackRound: 0,
    firstFailedAt: state.now,
    now: state.now,
    optional: false,
  })
  if (next.kind !== 'review') throw new Error('a rejection is for a person to look at')
  const open = currentApprovals(state, key).filter(({ status }) => status !== 'APPROVED' && status !== 'REJECTED')
  const details = { code: failure.code, category: failure.category }
  return [
    ...open.map(({ id }) => ({ entity: 'Approval', id, to: 'CANCELLED' }) as const),
    { entity: 'WorkflowStep', key, to: 'IN_REVIEW', set: { error: failure }, details },
    ...openTask(state, {
      stepKey: key,
      subject: 'STEP',
      title: `${definition.name}: refused`,
      failure,
      assigneeRole: next.ownerRole,
      dueBusinessHours: next.dueBusinessHours,
    }),
    ...blockRun(state, key, failure),
  ]
}
