import type { Principal } from '../../../../contracts/wire/principal.ts'
import { publishBuiltIn } from '../../../../subgraphs/delivery/adapters/postgres/ledger/definition-source.ts'
import { createPostgresDeliverySystem } from '../../../../subgraphs/delivery/adapters/postgres/postgres-system.ts'
import type { Approval } from '../../../../subgraphs/delivery/approval-port.ts'
import type { ApprovalDecision, ApprovalKind, DeliverySystem } from '../../../../subgraphs/delivery/port.ts'
import type { Call } from '../../../../subgraphs/shared/port.ts'
import { openDatabase } from '../../../../subgraphs/shared/postgres/database.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { query } from '../../../support/query.ts'
import { personWith } from '../../../support/subgraph-client.ts'

export const OPS = person('delivery_ops')
/** May leave steps out: administers runs, and has signed in with a second factor. */
export const ADMIN = person('delivery_ops', {
  scopes: ['delivery:read', 'delivery:operate', 'delivery:admin'],
  amr: ['pwd', 'mfa'],
})
export const LEGAL = person('legal')
export const FINANCE = person('finance_controller')
export const DELIVERY_LEAD = person('delivery_ops', { subject: 'delivery_lead', workerId: 'wrk_deliverylead' })
export const SALES = person('account_executive')

export interface DeliveryFixture {
  readonly database: TestDatabase
  readonly system: DeliverySystem
  /** Rows of SQL, as the administrator. */
  rows<Row = Record<string, string | number | null>>(sql: string): Promise<readonly Row[]>
  close(): Promise<void>
}

/** The orchestration's system on a fresh database, without a worker. The business clock stands at the start of the demo. */
export async function openDeliveryFixture(): Promise<DeliveryFixture> {
  const database = await createTestDatabase({ schemas: ['platform', 'delivery'] })
  await query(database.adminUrl, "select platform.set_business_time('2026-05-26T09:00:00Z')")
  const url = database.urlFor('delivery')
  const db = openDatabase(url, { name: 'delivery' })
  await publishBuiltIn(db)
  const system = createPostgresDeliverySystem(db)
  return {
    database,
    system,
    rows: (sql) => query(database.adminUrl, sql),
    async close() {
      await system.close()
      await database.drop()
    },
  }
}

export function person(role: string, overrides: Partial<Principal> = {}): Principal {
  return personWith(['delivery:read', 'delivery:operate', 'delivery:approve'], {
    subject: role,
    workerId: `wrk_${role.replaceAll('_', '')}`,
    roles: [role],
    ...overrides,
  })
}

export const callBy = (principal: Principal): Call => ({ principal, correlationId: 'test-request' })

/** Starts a handoff and answers its run. */
export async function startRun(
  system: DeliverySystem,
  opportunityId: string,
  by: Principal = OPS,
): Promise<{ readonly runId: string; readonly handoffId: string }> {
  const call = callBy(by)
  const started = await system.handoffs.create(
    { opportunityId, contractId: null },
    { idempotencyKey: `start ${opportunityId}` },
    call,
  )
  if (!started.ok) throw new Error(`not started: ${JSON.stringify(started.errors)}`)
  return { runId: started.record.runId, handoffId: started.record.id }
}

/** Waits until a run is in one of these states, and answers which. */
export async function untilRun(
  fixture: DeliveryFixture,
  runId: string,
  states: readonly string[],
  timeoutMs = 20_000,
): Promise<string> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const [run] = await fixture.system.runs.getByIds([runId], callBy(OPS))
    if (run !== null && run !== undefined && states.includes(run.status)) return run.status
    if (Date.now() > deadline)
      throw new Error(
        `run ${runId} is ${run?.status} at ${run?.currentStepKey} (${run?.failureMessage}), not ${states.join(' or ')}`,
      )
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

const DECIDER = { SOW_LEGAL: LEGAL, BILLING_TERMS_FINANCE: FINANCE, TEMPLATE_DELIVERY_OPS: DELIVERY_LEAD } as const

/** The latest request for a decision of a kind; waits until it is there. */
export async function approvalOf(fixture: DeliveryFixture, runId: string, kind: ApprovalKind): Promise<Approval> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const approvals = (await fixture.system.approvals.findByKey('runId', [runId], callBy(OPS))).get(runId) ?? []
    const found = approvals.filter((each) => each.kind === kind).toSorted((a, b) => b.round - a.round || b.level - a.level)[0]
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`run ${runId} has no approval ${kind}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** Decides the approval of a kind as the right person. */
export async function decide(
  fixture: DeliveryFixture,
  runId: string,
  kind: ApprovalKind,
  decision: ApprovalDecision = 'APPROVE',
) {
  const call = callBy(DECIDER[kind])
  const approval = await approvalOf(fixture, runId, kind)
  const comment = decision === 'APPROVE' ? null : 'Liability is not capped.'
  return fixture.system.approvals.act(
    approval.id,
    { kind: 'decide', decision, comment },
    { idempotencyKey: `decide ${approval.id}` },
    call,
  )
}
