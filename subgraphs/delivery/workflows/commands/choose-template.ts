import { PROJECT_TEMPLATES } from '../../rules/templates.ts'
import type { ApprovalState } from '../run-state.ts'
import { mayNotDecide, notOpen } from './approval-access.ts'
import { accept, type CommandContext, refuse, type Verdict } from './command.ts'
import { commentOn } from './comment-on.ts'

/** Another template than the rules selected. It is a choice, not yet the decision: the approval stays open. */
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
  if (!PROJECT_TEMPLATES.some(({ code }) => code === templateCode)) {
    const message = `There is no template ${templateCode}.`
    return refuse({ code: 'VALIDATION_FAILED', message, field: ['input', 'templateCode'], rule: 'TEMPLATE_UNKNOWN' })
  }
  return accept({
    entity: 'Approval',
    id: approval.id,
    note: 'template_chosen',
    set: {
      choice: { templateCode, reason, by: by.subject },
      comments: commentOn(state, approval, by, { occasion: 'CHOOSE_TEMPLATE', text: reason }),
    },
    details: { templateCode, reason: 'given' },
  })
}
