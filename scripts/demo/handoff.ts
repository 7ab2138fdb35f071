import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { GraphClient } from './graph-client.ts'
import { assertDone, type Payload } from './payload.ts'
import type { Stage } from './story.ts'

/** The parts of a handoff that stories share: accept, start, watch, decide. Everything goes through the public API. */

export interface HandoffState {
  readonly id: string
  readonly status: string
  readonly project: { readonly id: string } | null
  /** Business time; null until the project is usable in ERP and PSA. */
  readonly projectCreatedAt: string | null
  /** Business time; null until all mandatory roles are booked. */
  readonly resourcesAssignedAt: string | null
  readonly blockers: readonly { readonly code: string; readonly severity: string; readonly message: string }[]
  readonly run: {
    readonly id: string
    readonly status: string
    readonly steps: readonly StepState[]
    readonly reservation: { readonly code: string; readonly status: string } | null
    readonly approvals: readonly ApprovalState[]
  }
}
export interface ApprovalState {
  readonly id: string
  readonly kind: string
  readonly status: string
  readonly approverRole: string
  readonly level: number
  readonly levelCount: number
  readonly band: string
  readonly facts: readonly { readonly name: string; readonly value: string }[]
}
export interface StepState {
  readonly key: string
  readonly name: string
  readonly system: string
  readonly status: string
  readonly completedAt: string | null
  readonly externalReference: string | null
  readonly compensationStatus: string
  /** Why it was skipped. */
  readonly reason: string | null
}

/** Longest wait for the handoff to move on; a worker needs milliseconds. */
const PATIENCE_MS = 30_000

const ACCEPT = /* GraphQL */ `
  mutation Accept($input: AcceptOpportunityInput!) {
    acceptOpportunity(input: $input) {
      opportunity { id number name stage acceptedAt }
      replayed
      userErrors { code message }
    }
  }
`
const START = /* GraphQL */ `
  mutation Start($input: StartHandoffInput!) {
    startHandoff(input: $input) { handoff { id } replayed userErrors { code message } }
  }
`
const WATCH = /* GraphQL */ `
  query Watch($id: ID!) {
    handoff(id: $id) {
      id status projectCreatedAt resourcesAssignedAt
      project { id }
      blockers { code severity message }
      run {
        id status
        reservation { code status }
        steps { key name system status completedAt externalReference compensationStatus reason }
        approvals { id kind status approverRole level levelCount band facts { name value } }
      }
    }
  }
`
const DECIDE = /* GraphQL */ `
  mutation Decide($input: DecideApprovalInput!) {
    decideApproval(input: $input) {
      approval { id kind status decidedAt decidedBy { displayName } }
      replayed
      userErrors { code message }
    }
  }
`

/** Accepts a won opportunity as its account executive. */
export async function acceptOpportunity(stage: Stage, opportunityId: string): Promise<void> {
  const { acceptOpportunity: payload } = await stage.as('account_executive').ask<{
    acceptOpportunity: Payload & { opportunity: { number: string; name: string; stage: string; acceptedAt: string } | null }
  }>(ACCEPT, { input: { idempotencyKey: `accept:${opportunityId}`, opportunityId } })
  assertDone(stage, 'the opportunity is accepted', payload)
  const { opportunity } = payload
  if (opportunity === null) throw new Error('an accepted opportunity is answered')
  stage.tell({
    step: 'opportunity accepted',
    system: 'CRM',
    state: opportunity.stage,
    at: opportunity.acceptedAt,
    note: `${opportunity.number} ${opportunity.name}`,
  })
}

/** Starts the handoff as delivery operations, or finds the one that is open; answers its id. */
export async function startHandoff(stage: Stage, opportunityId: string): Promise<string> {
  return (await requestHandoff(stage, opportunityId)).handoffId
}

/** The same, telling whether the handoff was open before. */
export async function requestHandoff(
  stage: Stage,
  opportunityId: string,
): Promise<{ readonly handoffId: string; readonly replayed: boolean }> {
  const { startHandoff: payload } = await stage
    .as('delivery_ops')
    .ask<{ startHandoff: Payload & { handoff: { id: string } | null } }>(START, {
      input: { idempotencyKey: `handoff:${opportunityId}:${randomUUID()}`, opportunityId },
    })
  assertDone(stage, 'the handoff starts', payload)
  if (payload.handoff === null) throw new Error('a started handoff is answered')
  return { handoffId: payload.handoff.id, replayed: payload.replayed }
}

/** Watches a handoff and tells every step as it is completed, until `isThere`. */
export async function watchHandoff(
  stage: Stage,
  handoffId: string,
  told: Set<string>,
  isThere: (handoff: HandoffState) => boolean,
): Promise<HandoffState> {
  const client = stage.as('delivery_ops')
  const giveUpAt = Date.now() + PATIENCE_MS
  let found: HandoffState | null = null
  for (;;) {
    const handoff = await readHandoff(client, handoffId)
    for (const step of handoff.run.steps) {
      if (!isDone(step, handoff) || told.has(step.key)) continue
      told.add(step.key)
      stage.tell({
        step: `${step.key} ${step.name}`,
        system: step.system,
        state: step.status,
        at: step.completedAt,
        note: step.externalReference ?? step.reason ?? '',
      })
    }
    // Handoff, run and steps of one answer are not read at one instant: the state is read once more, when all of it is written.
    if (found !== null) return isThere(handoff) ? handoff : found
    if (isThere(handoff)) {
      found = handoff
      continue
    }
    if (Date.now() > giveUpAt) throw new Error(`the handoff stays ${handoff.status} (run ${handoff.run.status})`)
    await delay(100)
  }
}

/** Completed, or left out on the way; what a cancelled run never came to is no news. */
const isDone = ({ status }: StepState, { run }: HandoffState): boolean =>
  status === 'COMPLETED' || (status === 'SKIPPED' && !TURNED_BACK.includes(run.status))

const TURNED_BACK = ['COMPENSATING', 'CANCELLED']

export async function readHandoff(client: GraphClient, id: string): Promise<HandoffState> {
  const { handoff } = await client.ask<{ handoff: HandoffState | null }>(WATCH, { id })
  if (handoff === null) throw new Error('the handoff is readable')
  return handoff
}

/** True once this kind of decision is open, at this level of its route. */
export const isAsked =
  (kind: string, level = 1) =>
  ({ run }: HandoffState): boolean =>
    run.approvals.some((each) => each.kind === kind && each.level === level && OPEN.includes(each.status))

const OPEN = ['PENDING', 'ESCALATED']

/** True once both decisions on the terms are asked for, which legal and finance take side by side. */
export const awaitsPeople = (handoff: HandoffState): boolean =>
  handoff.status === 'AWAITING_APPROVAL' && isAsked('SOW_LEGAL')(handoff) && isAsked('BILLING_TERMS_FINANCE')(handoff)

/** True when nothing more happens without somebody stepping in. */
export const hasEnded = ({ run }: HandoffState): boolean => ['COMPLETED', 'FAILED', 'CANCELLED', 'IN_REVIEW'].includes(run.status)

/** Approves one kind of approval of the handoff, the open level of it, as the person who holds the role. */
export async function approve(
  stage: Stage,
  handoff: { readonly run: Pick<HandoffState['run'], 'approvals'> },
  kind: string,
  persona: string,
): Promise<void> {
  const ofKind = handoff.run.approvals.filter((each) => each.kind === kind)
  const approval = ofKind.find(({ status }) => OPEN.includes(status)) ?? ofKind.at(-1)
  if (approval === undefined) throw new Error(`the handoff asks for ${kind}`)
  const { decideApproval: payload } = await stage.as(persona).ask<{
    decideApproval: Payload & {
      approval: { status: string; decidedAt: string; decidedBy: { displayName: string } | null } | null
    }
  }>(DECIDE, {
    input: { idempotencyKey: `decide:${approval.id}`, approvalId: approval.id, decision: 'APPROVE', comment: 'Checked.' },
  })
  assertDone(stage, `${persona} approves`, payload)
  const { levelCount, level, band } = approval
  const route = levelCount > 1 ? ` (band ${band}, level ${level} of ${levelCount})` : ''
  stage.tell({
    step: `${kind} decided`,
    system: 'DELIVERY',
    state: payload.approval?.status ?? '',
    at: payload.approval?.decidedAt ?? null,
    note: `by ${payload.approval?.decidedBy?.displayName ?? persona}${route}`,
  })
}
