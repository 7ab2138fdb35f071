import { type ApprovalState, approve, awaitsPeople, type HandoffState, hasEnded, isAsked, watchHandoff } from './handoff.ts'
import type { Stage } from './story.ts'

/**
 * Everything that people decide before provisioning: legal and finance, then the template. Each role is played by the persona
 * of its name, but for the template: whoever of delivery operations started the handoff does not decide on it.
 */
export async function approveHandoff(stage: Stage, handoffId: string, told: Set<string>, templatePersona: string): Promise<void> {
  const chosen = await approveTerms(stage, handoffId, told)
  tellTemplate(stage, latest(chosen, 'TEMPLATE_DELIVERY_OPS'))
  await approve(stage, chosen, 'TEMPLATE_DELIVERY_OPS', templatePersona)
}

/**
 * Legal and finance side by side, finance in as many levels as the value of the contract asks for. Answers the handoff once it
 * asks for the template.
 */
export async function approveTerms(stage: Stage, handoffId: string, told: Set<string>): Promise<HandoffState> {
  const stopsAt = (isThere: (handoff: HandoffState) => boolean) =>
    watchHandoff(stage, handoffId, told, (handoff) => isThere(handoff) || hasEnded(handoff))
  const waiting = await stopsAt(awaitsPeople)
  stage.assert(waiting.status === 'AWAITING_APPROVAL', `the handoff waits for people, not ${waiting.status}`)
  await approve(stage, waiting, 'SOW_LEGAL', 'legal')
  const { levelCount } = latest(waiting, 'BILLING_TERMS_FINANCE')
  for (let level = 1; level <= levelCount; level += 1) {
    const asked = await stopsAt(isAsked('BILLING_TERMS_FINANCE', level))
    await approve(stage, asked, 'BILLING_TERMS_FINANCE', latest(asked, 'BILLING_TERMS_FINANCE').approverRole)
  }
  return stopsAt(isAsked('TEMPLATE_DELIVERY_OPS'))
}

function latest({ run }: HandoffState, kind: string): ApprovalState {
  const found = run.approvals.findLast((each) => each.kind === kind)
  if (found === undefined) throw new Error(`the handoff asks for ${kind}`)
  return found
}

/** What delivery operations are shown: the template, and the rules that selected it. */
function tellTemplate(stage: Stage, { facts }: ApprovalState): void {
  const { templateCode, templateVersion, ...rules } = Object.fromEntries(facts.map(({ name, value }) => [name, value]))
  stage.assert(templateCode !== undefined && Object.keys(rules).length > 0, 'the template comes with the rules that matched')
  for (const [rule, explanation] of Object.entries(rules)) {
    stage.tell({
      step: `template ${templateCode} version ${templateVersion}`,
      system: 'DELIVERY',
      state: rule,
      at: null,
      note: explanation,
    })
  }
}
