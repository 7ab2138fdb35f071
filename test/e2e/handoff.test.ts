import { beforeAll, describe, expect, it } from '@jest/globals'
import { approveTerms } from '../../scripts/demo/approve-handoff.ts'
import { awaitStart } from '../../scripts/demo/await-start.ts'
import {
  approve,
  awaitsPeople,
  type HandoffState,
  hasEnded,
  isAsked,
  readHandoff,
  watchHandoff,
} from '../../scripts/demo/handoff.ts'
import { HANDOFF_READY } from '../../scripts/seed/stories/handoff-ready.ts'
import { query } from '../support/query.ts'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'
import { silentStage } from '../support/silent-stage.ts'

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

const ACCEPT =
  'mutation($i: AcceptOpportunityInput!) { acceptOpportunity(input: $i) { opportunity { id stage } replayed userErrors { code ... on StateTransitionError { currentState allowedStates } } } }'
const START =
  'mutation($i: StartHandoffInput!) { startHandoff(input: $i) { handoff { id run { id key } } replayed userErrors { code } } }'
const DECIDE =
  'mutation($i: DecideApprovalInput!) { decideApproval(input: $i) { approval { status } replayed userErrors { code } } }'

interface Accepted {
  readonly acceptOpportunity: {
    readonly opportunity: { readonly stage: string } | null
    readonly replayed: boolean
    readonly userErrors: readonly { readonly code: string }[]
  }
}
interface Started {
  readonly startHandoff: {
    readonly handoff: { readonly id: string; readonly run: { readonly id: string; readonly key: string } } | null
    readonly replayed: boolean
    readonly userErrors: readonly { readonly code: string }[]
  }
}
interface Decided {
  readonly decideApproval: {
    readonly approval: { readonly status: string } | null
    readonly replayed: boolean
    readonly userErrors: readonly { readonly code: string }[]
  } | null
}

interface MendedContract {
  readonly contract: { readonly revision: number; readonly status: string; readonly noticeDays: number | null }
}

const stage = () => silentStage(stack)

const accept = (opportunityId: string, idempotencyKey = `accept:${opportunityId}`) =>
  stack.as('account_executive').ask<Accepted>(ACCEPT, { i: { idempotencyKey, opportunityId } })
const start = (opportunityId: string, idempotencyKey = `start:${opportunityId}`) =>
  stack.as('delivery_ops').ask<Started>(START, { i: { idempotencyKey, opportunityId } })
const decide = (persona: string, approvalId: string, decision: string, idempotencyKey = `decide:${approvalId}`) =>
  stack.as(persona).send<Decided>(DECIDE, { i: { idempotencyKey, approvalId, decision, comment: 'Because.' } })

const until = (handoffId: string, isThere: (handoff: HandoffState) => boolean) =>
  watchHandoff(stage(), handoffId, new Set(), (handoff) => isThere(handoff) || hasEnded(handoff))

async function toApproval(opportunityId: string): Promise<HandoffState> {
  await accept(opportunityId)
  return until(await awaitStart(stage(), opportunityId), awaitsPeople)
}

describe('accepting an opportunity', () => {
  it('happens once: the same key is replayed, another key finds the wrong state', async () => {
    const opportunityId = HANDOFF_READY[0] as string

    const first = await accept(opportunityId)
    const again = await accept(opportunityId)
    const other = await accept(opportunityId, 'another key')

    expect(first.acceptOpportunity).toMatchObject({ opportunity: { stage: 'ACCEPTED' }, replayed: false, userErrors: [] })
    expect(again.acceptOpportunity).toMatchObject({ opportunity: { stage: 'ACCEPTED' }, replayed: true, userErrors: [] })
    expect(other.acceptOpportunity).toMatchObject({
      opportunity: null,
      userErrors: [{ code: 'INVALID_STATE', currentState: 'ACCEPTED' }],
    })
  })

  it('refuses a key that was used for something else', async () => {
    await accept(HANDOFF_READY[1] as string, 'one key')
    const { acceptOpportunity } = await accept(HANDOFF_READY[2] as string, 'one key')

    expect(acceptOpportunity).toMatchObject({ opportunity: null, userErrors: [{ code: 'IDEMPOTENCY_MISMATCH' }] })
  })
})

describe('a handoff', () => {
  it('is begun by the acceptance itself, and a start by hand finds it', async () => {
    const opportunityId = HANDOFF_READY[7] as string
    await accept(opportunityId)
    const handoffId = await awaitStart(stage(), opportunityId)

    expect(await start(opportunityId)).toMatchObject({
      startHandoff: { handoff: { id: handoffId, run: { key: `ho:${opportunityId}:1` } }, replayed: true, userErrors: [] },
    })
  })

  it('[RS-05] [WO-08] is one run however often it is started: 50 concurrent starts, 50 keys', async () => {
    const opportunityId = HANDOFF_READY[3] as string
    await accept(opportunityId)

    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => start(opportunityId, `start ${index}`)))

    const runs = new Set(answers.map(({ startHandoff }) => startHandoff.handoff?.run.id).filter((id) => id !== undefined))
    expect(runs.size).toBe(1)
    const rows = await query<{ n: number }>(
      stack.runtime.databaseUrl,
      `select count(*)::int as n from delivery.handoff where opportunity_id = '${opportunityId}'`,
    )
    expect(rows[0]?.n).toBe(1)
  })

  it('[LC-02] [WO-10] is provisioned only after legal, finance and delivery operations approved, each by another person', async () => {
    const waiting = await toApproval(HANDOFF_READY[4] as string)
    const legal = waiting.run.approvals.find(({ kind }) => kind === 'SOW_LEGAL')
    const finance = waiting.run.approvals.find(({ kind }) => kind === 'BILLING_TERMS_FINANCE')
    expect([legal?.status, finance?.status]).toEqual(['PENDING', 'PENDING'])
    expect(waiting.project).toBeNull()

    // Who asked for the approvals has no right to decide any; nobody decides for another role.
    expect((await decide('account_executive', legal?.id ?? '', 'APPROVE')).errors[0]?.extensions?.code).toBe(
      'UNAUTHORIZED_FIELD_OR_TYPE',
    )
    expect((await decide('delivery_ops', legal?.id ?? '', 'APPROVE')).data.decideApproval?.userErrors[0]?.code).toBe('FORBIDDEN')
    expect((await decide('legal', finance?.id ?? '', 'APPROVE')).data.decideApproval?.userErrors[0]?.code).toBe('FORBIDDEN')

    await approve(stage(), waiting, 'SOW_LEGAL', 'legal')
    expect((await readHandoff(stack.as('delivery_ops'), waiting.id)).project).toBeNull()
    await approve(stage(), waiting, 'BILLING_TERMS_FINANCE', 'finance_controller')
    // A contract of this value needs the CFO as well.
    await approve(stage(), await until(waiting.id, isAsked('BILLING_TERMS_FINANCE', 2)), 'BILLING_TERMS_FINANCE', 'cfo')
    const chosen = await until(waiting.id, isAsked('TEMPLATE_DELIVERY_OPS'))
    expect(chosen.project).toBeNull()
    await approve(stage(), chosen, 'TEMPLATE_DELIVERY_OPS', 'delivery_ops')
    const staffing = await until(waiting.id, ({ status }) => status === 'STAFFING')

    expect(staffing.project).not.toBeNull()
    expect(staffing.run.status).not.toBe('IN_REVIEW')
    const late = await decide('legal', legal?.id ?? '', 'REJECT', 'a late change of mind')
    expect(late.data.decideApproval?.userErrors[0]?.code).toBe('INVALID_STATE')
    await approve(stage(), waiting, 'SOW_LEGAL', 'legal') // the same key and decision again: replayed, no error
  })

  it('[WO-09] goes back to the account executive with the comment when legal rejects, and nothing was created', async () => {
    const waiting = await toApproval(HANDOFF_READY[5] as string)
    const legal = waiting.run.approvals.find(({ kind }) => kind === 'SOW_LEGAL')

    await decide('legal', legal?.id ?? '', 'REJECT')
    const stopped = await watchHandoff(stage(), waiting.id, new Set(), hasEnded)

    expect(stopped.project).toBeNull()
    expect(stopped.run.status).toBe('IN_REVIEW')
    // Finance may decide meanwhile: its question is another one.
    expect(stopped.run.approvals.map(({ status }) => status).sort()).toEqual(['PENDING', 'REJECTED'])
    const { handoff } = await stack
      .as('account_executive')
      .ask<{ handoff: { status: string; blockers: readonly unknown[] } }>(
        'query($id: ID!) { handoff(id: $id) { status blockers { code ownerRole message } } }',
        { id: stopped.id },
      )
    expect(handoff).toEqual({
      status: 'BLOCKED',
      blockers: [{ code: 'APPROVAL_REJECTED', ownerRole: 'account_executive', message: 'Because.' }],
    })
  })

  it('goes on about the contract as the account executive mended it after a rejection', async () => {
    const opportunityId = HANDOFF_READY[9] as string
    const contractId = opportunityId.replace('opp_', 'ctr_')
    const sales = stack.as('account_executive')
    const readContract = async () =>
      (
        await sales.ask<MendedContract>('query($id: ID!) { contract(id: $id) { revision status noticeDays } }', {
          id: contractId,
        })
      ).contract
    const withdraw = async (idempotencyKey: string) => {
      const document =
        'mutation($i: WithdrawContractFromReviewInput!) { withdrawContractFromReview(input: $i) { contract { status } userErrors { code } } }'
      const { withdrawContractFromReview } = await sales.ask<Record<string, unknown>>(document, {
        i: { idempotencyKey, contractId },
      })
      expect(withdrawContractFromReview).toEqual({ contract: { status: 'DRAFT' }, userErrors: [] })
    }
    // A draft: the handoff itself submits it, before and after the rework.
    await withdraw(`withdraw ${contractId}`)
    const waiting = await toApproval(opportunityId)
    await decide('legal', waiting.run.approvals.find(({ kind }) => kind === 'SOW_LEGAL')?.id ?? '', 'REJECT')
    await watchHandoff(stage(), waiting.id, new Set(), hasEnded)

    await withdraw(`withdraw ${contractId} again`)
    const { revision } = await readContract()
    const terms = { idempotencyKey: `mend ${contractId}`, contractId, expectedRevision: revision, noticeDays: 45 }
    expect(
      await sales.ask('mutation($i: UpdateContractTermsInput!) { updateContractTerms(input: $i) { userErrors { code } } }', {
        i: terms,
      }),
    ).toEqual({ updateContractTerms: { userErrors: [] } })
    const { handoff } = await stack
      .as('delivery_ops')
      .ask<{ handoff: { run: { reviewTasks: readonly { id: string; status: string }[] } } }>(
        'query($id: ID!) { handoff(id: $id) { run { reviewTasks { id status } } } }',
        { id: waiting.id },
      )
    const task = handoff.run.reviewTasks.find(({ status }) => status === 'OPEN')
    const retry = { idempotencyKey: `retry ${contractId}`, taskId: task?.id, resolution: 'RETRY', comment: 'Notice is 45 days.' }
    await sales.ask('mutation($i: ResolveReviewTaskInput!) { resolveReviewTask(input: $i) { userErrors { code } } }', {
      i: retry,
    })
    await watchHandoff(stage(), waiting.id, new Set(), awaitsPeople)

    await approveTerms(stage(), waiting.id, new Set())
    await approve(stage(), await until(waiting.id, isAsked('TEMPLATE_DELIVERY_OPS')), 'TEMPLATE_DELIVERY_OPS', 'delivery_ops')
    await until(waiting.id, ({ status }) => status === 'STAFFING')
    expect(await readContract()).toMatchObject({ status: 'APPROVED', noticeDays: 45 })
  })

  it('has an approver of delivery operations who did not start it: the four eyes hold for a second attempt by hand', async () => {
    const opportunityId = HANDOFF_READY[8] as string
    const first = await toApproval(opportunityId)
    await stack.as('delivery_ops').ask('mutation($i: CancelRunInput!) { cancelRun(input: $i) { userErrors { code } } }', {
      i: { idempotencyKey: `cancel:${opportunityId}`, runId: first.run.id, reason: 'Another try.' },
    })
    await watchHandoff(stage(), first.id, new Set(), ({ status }) => status === 'CANCELLED')
    const { startHandoff } = await start(opportunityId, 'a second attempt')
    const second = await approveTerms(stage(), startHandoff.handoff?.id ?? '', new Set())
    const template = second.run.approvals.find(({ kind }) => kind === 'TEMPLATE_DELIVERY_OPS')

    expect((await decide('delivery_ops', template?.id ?? '', 'APPROVE')).errors[0]?.extensions?.code).toBe(
      'UNAUTHORIZED_FIELD_OR_TYPE',
    )
    expect((await decide('delivery_ops_deputy', template?.id ?? '', 'APPROVE')).data.decideApproval).toMatchObject({
      approval: { status: 'APPROVED' },
      userErrors: [],
    })
  })

  it('leaves a trail: every transition has an actor, a correlation id, business and real time', async () => {
    const waiting = await toApproval(HANDOFF_READY[6] as string)
    const { workflowRun } = await stack
      .as('auditor')
      .ask<{ workflowRun: { auditEvents: { nodes: readonly Record<string, unknown>[] } } }>(
        'query($id: ID!) { workflowRun(id: $id) { auditEvents(first: 100) { nodes { sequence at recordedAt actor action entity fromState toState correlationId } } } }',
        { id: waiting.run.id },
      )
    const events = workflowRun.auditEvents.nodes

    expect(events.length).toBeGreaterThan(6)
    for (const event of events) {
      expect(event).toMatchObject({ actor: expect.any(String), correlationId: expect.any(String), toState: expect.any(String) })
      expect(String(event.at)).toMatch(/^2026-05-/) // the business clock of the demo data
      expect(Date.parse(String(event.recordedAt))).toBeGreaterThan(Date.now() - 600_000)
    }
  })
})
