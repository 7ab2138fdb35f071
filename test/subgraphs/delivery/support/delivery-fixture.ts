import pino from 'pino'
import type { Principal } from '../../../../contracts/wire/principal.ts'
import { createPostgresDeliverySystem } from '../../../../subgraphs/delivery/adapters/postgres/postgres-system.ts'
import { createDbosClient } from '../../../../subgraphs/delivery/engine/dbos/client.ts'
import type { ApprovalDecision, DeliverySystem } from '../../../../subgraphs/delivery/port.ts'
import type { Call } from '../../../../subgraphs/shared/port.ts'
import { openDatabase } from '../../../../subgraphs/shared/postgres/database.ts'
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts'
import { query } from '../../../support/query.ts'
import { personWith } from '../../../support/subgraph-client.ts'

export const OPS = person('delivery_ops')
export const LEGAL = person('legal')
export const FINANCE = person('finance_controller')

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
  const engine = await createDbosClient({ databaseUrl: url, log: pino({ level: 'silent' }) })
  const system = createPostgresDeliverySystem(openDatabase(url, { name: 'delivery' }), engine)
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

/** Decides the approval of a kind as the right person. */
export async function decide(
  fixture: DeliveryFixture,
  runId: string,
  kind: 'SOW_LEGAL' | 'BILLING_TERMS_FINANCE',
  decision: ApprovalDecision = 'APPROVE',
) {
  const call = callBy(kind === 'SOW_LEGAL' ? LEGAL : FINANCE)
  const approvals = (await fixture.system.approvals.findByKey('runId', [runId], call)).get(runId) ?? []
  const approval = approvals.find((each) => each.kind === kind)
  if (approval === undefined) throw new Error(`run ${runId} has no approval ${kind}`)
  const comment = decision === 'REJECT' ? 'Liability is not capped.' : null
  return fixture.system.approvals.act(
    approval.id,
    { kind: 'decide', decision, comment },
    { idempotencyKey: `decide ${approval.id}` },
    call,
  )
}
