import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { GraphClient } from './graph-client.ts'
import type { Stage } from './story.ts'

/** The parts of a handoff that stories share: accept, start, watch, decide. Everything goes through the public API. */

export interface HandoffState {
  readonly id: string
  readonly status: string
  readonly project: { readonly id: string } | null
  readonly blockers: readonly { readonly code: string; readonly severity: string; readonly message: string }[]
  readonly run: {
    readonly id: string
    readonly status: string
    readonly steps: readonly StepState[]
    readonly approvals: readonly {
      readonly id: string
      readonly kind: string
      readonly status: string
      readonly approverRole: string
    }[]
  }
}
interface StepState {
  readonly key: string
  readonly name: string
  readonly system: string
  readonly status: string
  readonly completedAt: string | null
  readonly externalReference: string | null
}

interface Payload {
  readonly replayed: boolean
  readonly userErrors: readonly { readonly code: string; readonly message: string }[]
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
      id status
      project { id }
      blockers { code severity message }
      run {
        id status
        steps { key name system status completedAt externalReference }
        approvals { id kind status approverRole }
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
  assertNoErrors(stage, 'the opportunity is accepted', payload)
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

/** Starts the handoff as delivery operations; answers its id. */
export async function startHandoff(stage: Stage, opportunityId: string): Promise<string> {
  const { startHandoff: payload } = await stage
    .as('delivery_ops')
    .ask<{ startHandoff: Payload & { handoff: { id: string } | null } }>(START, {
      input: { idempotencyKey: `handoff:${opportunityId}:${randomUUID()}`, opportunityId },
    })
  assertNoErrors(stage, 'the handoff starts', payload)
  if (payload.handoff === null) throw new Error('a started handoff is answered')
  return payload.handoff.id
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
  for (;;) {
    const handoff = await readHandoff(client, handoffId)
    for (const step of handoff.run.steps) {
      if (step.status !== 'COMPLETED' || told.has(step.key)) continue
      told.add(step.key)
      stage.tell({
        step: `${step.key} ${step.name}`,
        system: step.system,
        state: step.status,
        at: step.completedAt,
        note: step.externalReference ?? '',
      })
    }
    if (isThere(handoff)) return handoff
    if (Date.now() > giveUpAt) throw new Error(`the handoff stays ${handoff.status} (run ${handoff.run.status})`)
    await delay(100)
  }
}

export async function readHandoff(client: GraphClient, id: string): Promise<HandoffState> {
  const { handoff } = await client.ask<{ handoff: HandoffState | null }>(WATCH, { id })
  if (handoff === null) throw new Error('the handoff is readable')
  return handoff
}

/** True once every decision that the handoff needs from people was asked for. */
export const awaitsPeople = ({ status, run }: HandoffState): boolean =>
  status === 'AWAITING_APPROVAL' &&
  run.steps.filter(({ key }) => DECIDED_BY_PEOPLE.includes(key)).every(({ status: step }) => step === 'WAITING')

const DECIDED_BY_PEOPLE = ['H05', 'H06']

/** True when nothing more happens without somebody stepping in. */
export const hasEnded = ({ run }: HandoffState): boolean => ['COMPLETED', 'FAILED', 'CANCELLED', 'IN_REVIEW'].includes(run.status)

/** Approves one kind of approval of the handoff as the person who holds the role. */
export async function approve(stage: Stage, handoff: HandoffState, kind: string, persona: string): Promise<void> {
  const approval = handoff.run.approvals.find((each) => each.kind === kind)
  if (approval === undefined) throw new Error(`the handoff asks for ${kind}`)
  const { decideApproval: payload } = await stage.as(persona).ask<{
    decideApproval: Payload & {
      approval: { status: string; decidedAt: string; decidedBy: { displayName: string } | null } | null
    }
  }>(DECIDE, {
    input: { idempotencyKey: `decide:${approval.id}`, approvalId: approval.id, decision: 'APPROVE', comment: 'Checked.' },
  })
  assertNoErrors(stage, `${persona} approves`, payload)
  stage.tell({
    step: `${kind} decided`,
    system: 'DELIVERY',
    state: payload.approval?.status ?? '',
    at: payload.approval?.decidedAt ?? null,
    note: `by ${payload.approval?.decidedBy?.displayName ?? persona}`,
  })
}

function assertNoErrors(stage: Stage, promise: string, { userErrors }: Payload): void {
  stage.assert(userErrors.length === 0, `${promise}: ${userErrors.map(({ code, message }) => `${code} ${message}`).join('; ')}`)
}
