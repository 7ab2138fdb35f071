import type { Principal } from '../../../../contracts/wire/principal.ts'
import type { Approval, ApprovalAction } from '../../../../subgraphs/delivery/approval-port.ts'
import type { ApprovalKind } from '../../../../subgraphs/delivery/port.ts'
import type { Write } from '../../../../subgraphs/shared/port.ts'
import { setBusinessTime } from './business-time.ts'
import { approvalOf, callBy, OPS, untilRun } from './delivery-fixture.ts'
import { openStage, type Stage } from './running-worker.ts'
import { begin, cancel } from './scenario.ts'

export const APPROVE: ApprovalAction = { kind: 'decide', decision: 'APPROVE', comment: null }
export const SEND_BACK: ApprovalAction = { kind: 'decide', decision: 'SEND_BACK', comment: 'Name the acceptance criteria.' }
export const AGAIN: ApprovalAction = { kind: 'resubmit', comment: 'They are named now.' }
export const TUESDAY = '2026-05-26T09:00:00Z' // 11:00 in Berlin

/** A stage on which one run at a time asks for approvals, and a business clock that stands still. */
export interface ApprovalStage extends Stage {
  /** Run of the last question. */
  readonly runId: string
  /** A run that asks for approvals since an instant, and the request of a kind. */
  asked(kind: ApprovalKind, at?: string, overrides?: Parameters<typeof begin>[1]): Promise<Approval>
  /** Id of the run that a question has just begun, before it gets to the question. */
  untilBegun(): Promise<string>
  read(id: string): Promise<Approval>
  say(id: string, action: ApprovalAction, by: Principal, key?: string): Promise<Write<Approval>>
  untilLevel(id: string, level: number): Promise<Approval>
  untilSecondLevel(kind?: ApprovalKind): Promise<Approval>
  untilRound(kind: ApprovalKind, round: number): Promise<Approval>
  /** Notes of the log about a record; waits for the first one. */
  untilNoted(entityId: string): Promise<readonly Record<string, unknown>[]>
  /** Sales change the value of a contract and of its sale. */
  rework(contractId: string, amount: string, changes?: { readonly status?: 'DRAFT' }): void
  /** Its deadlines would ring in the next test. */
  endRun(): Promise<void>
}

export async function openApprovalStage(): Promise<ApprovalStage> {
  const stage = await openStage()
  const { fixture } = stage
  let [runId, formerRunId] = ['', '']
  let keys = 0

  const read = async (id: string): Promise<Approval> => {
    const [approval] = await fixture.system.approvals.getByIds([id], callBy(OPS))
    if (approval == null) throw new Error(`approval ${id} does not exist`)
    return approval
  }

  return {
    ...stage,
    get runId() {
      return runId
    },
    async asked(kind, at = TUESDAY, overrides = {}) {
      formerRunId = runId
      await setBusinessTime(fixture, at)
      runId = (await begin(stage, overrides)).runId
      return approvalOf(fixture, runId, kind)
    },
    untilBegun: () => until(async () => (runId === formerRunId ? null : runId), 'a run to begin'),
    read,
    say(id, action, by, key) {
      keys += 1
      return fixture.system.approvals.act(id, action, { idempotencyKey: key ?? `say ${keys}` }, callBy(by))
    },
    untilLevel: (id, level) =>
      until(async () => {
        const approval = await read(id)
        return approval.escalationLevel === level ? approval : null
      }, `approval ${id} to be at level ${level}`),
    untilSecondLevel: (kind = 'BILLING_TERMS_FINANCE') =>
      until(async () => {
        const approval = await approvalOf(fixture, runId, kind)
        return approval.level === 2 ? approval : null
      }, 'the second level to be asked'),
    untilRound: (kind, round) =>
      until(async () => {
        const approval = await approvalOf(fixture, runId, kind)
        return approval.round === round ? approval : null
      }, `${kind} to be in round ${round}`),
    untilNoted: (entityId) =>
      until(async () => {
        const events = await fixture.rows(
          `select action, to_state, payload from delivery.handoff_event
           where entity_id = '${entityId}' and from_state = to_state order by sequence`,
        )
        return events.length > 0 ? events : null
      }, `a note about ${entityId}`),
    rework: (contractId, amount, changes = {}) => rework(stage, contractId, amount, changes),
    async endRun() {
      await cancel(stage, runId, 'over')
      await untilRun(fixture, runId, ['CANCELLED'])
    },
  }
}

/** Longer than the worker needs to hear an alarm. */
export const aWhile = () => new Promise((proceed) => setTimeout(proceed, 1_300))

async function until<Found>(look: () => Promise<Found | null>, what: string): Promise<Found> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`)
    await new Promise((proceed) => setTimeout(proceed, 25))
  }
}

function rework({ gateway }: Stage, contractId: string, amount: string, changes: { readonly status?: 'DRAFT' }): void {
  const { contracts, opportunities } = gateway.systems
  const contract = { ...contracts.get(contractId) }
  const { id: opportunityId } = contract.opportunity as { readonly id: string } // as addSoldEngagement made it
  const value = { amount, currency: 'EUR' }
  const half = { amount: String(Number(amount) / 2), currency: 'EUR' }
  contracts.set(contractId, {
    ...contract,
    ...changes,
    revision: Number(contract.revision) + 1,
    totalValue: value,
    liabilityCap: value,
    contractedMilestones: [
      { id: 'm1', name: 'Design', dueDate: '2026-09-30', amount: half },
      { id: 'm2', name: 'Go-live', dueDate: '2027-05-31', amount: half },
    ],
  })
  opportunities.set(opportunityId, {
    ...opportunities.get(opportunityId),
    lineItems: [{ quantity: '1', unit: 'LUMP_SUM', net: value }],
  })
}
