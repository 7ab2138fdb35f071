import { PROJECT_TEMPLATES } from '../../rules/templates.ts'
import { describeTemplate } from '../../steps/template-for.ts'
import type { ApprovalState } from '../run-state.ts'
import { resultsOf } from '../step-results.ts'
import { mayNotDecide, notOpen } from './approval-access.ts'
import { accept, type CommandContext, refuse, type Verdict } from './command.ts'
import { commentOn } from './comment-on.ts'

/**
 * Another template than the rules selected. It is a choice, not yet the decision: the approval stays open, and is about the
 * chosen template from here on.
 */
export function chooseTemplate(
  { state, by }: CommandContext,
  approval: ApprovalState,
  { templateCode, reason }: { readonly templateCode: string; readonly reason: string },
): Verdict {
  if (approval.kind !== 'TEMPLATE_DELIVERY_OPS') {
    return refuse({ code: 'POLICY_VIOLATION', message: 'This approval is not about a template.', policy: 'approval_kind' })
  }
  const error = notOpen(state, approval) ?? mayNotDecide(state, approval, by)
  if (error !== null) return refuse(error)
  const template = PROJECT_TEMPLATES.find(({ code }) => code === templateCode)
  if (template === undefined) {
    const message = `There is no template ${templateCode}.`
    return refuse({ code: 'VALIDATION_FAILED', message, field: ['input', 'templateCode'], rule: 'TEMPLATE_UNKNOWN' })
  }
  return accept({
    entity: 'Approval',
    id: approval.id,
    note: 'template_chosen',
    set: {
      ...describeTemplate(resultsOf(state), template),
      choice: { templateCode, reason, by: by.subject },
      comments: commentOn(state, approval, by, { occasion: 'CHOOSE_TEMPLATE', text: reason }),
    },
    details: { templateCode, reason: 'given' },
  })
}
