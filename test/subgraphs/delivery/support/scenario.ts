import { expect } from '@jest/globals'
import type { Principal } from '../../../../contracts/wire/principal.ts'
import type { Handoff, ReviewResolution, ReviewTask } from '../../../../subgraphs/delivery/port.ts'
import { callBy, decide, OPS, startRun, untilRun } from './delivery-fixture.ts'
import type { Stage } from './running-worker.ts'
import { addSoldEngagement } from './sold-engagement.ts'
import { bookEverybody, holdKickoff } from './stand-in-systems.ts'

export interface Engagement {
  readonly opportunityId: string
  readonly contractId: string
  readonly accountId: string
}

let count = 0

/** A fresh engagement and its started run. */
export async function begin(
  stage: Stage,
  overrides: Parameters<typeof addSoldEngagement>[2] = {},
): Promise<Engagement & { readonly runId: string; readonly handoffId: string }> {
  count += 1
  const engagement = addSoldEngagement(stage.gateway.systems, `run${count}`, overrides)
  return { ...engagement, ...(await startRun(stage.fixture.system, engagement.opportunityId)) }
}

/** Suffix of the ids of the next engagement. */
export const nextSuffix = (): string => `run${count + 1}`

/** Legal, finance and delivery operations approve; the run provisions after that. */
export async function approveAll(stage: Stage, runId: string): Promise<void> {
  for (const kind of ['SOW_LEGAL', 'BILLING_TERMS_FINANCE', 'TEMPLATE_DELIVERY_OPS'] as const)
    expect(await decide(stage.fixture, runId, kind)).toMatchObject({ ok: true })
}

/** People book the roles and hold the kickoff; the run ends after that. */
export async function staffAndKickOff(
  stage: Stage,
  { runId, handoffId }: { readonly runId: string; readonly handoffId: string },
) {
  await untilStep(stage, runId, 'H18', 'WAITING')
  const { projectId } = await readHandoff(stage, handoffId)
  bookEverybody(stage.gateway.systems, projectId ?? '')
  await untilStep(stage, runId, 'H19', 'WAITING')
  holdKickoff(stage.gateway.systems, projectId ?? '')
  await untilRun(stage.fixture, runId, ['COMPLETED'])
}

/** Waits until a step is in a state. */
export async function untilStep(stage: Stage, runId: string, key: string, status: string, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const [step] = await stage.fixture.rows(
      `select status, error_code, error_message from delivery.workflow_step where run_id = '${runId}' and key = '${key}'`,
    )
    if (step?.status === status) return
    if (Date.now() > deadline) throw new Error(`step ${key} of ${runId} is ${JSON.stringify(step)}, not ${status}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

export async function readHandoff(stage: Stage, handoffId: string): Promise<Handoff> {
  const [handoff] = await stage.fixture.system.handoffs.getByIds([handoffId], callBy(OPS))
  if (handoff === null || handoff === undefined) throw new Error(`handoff ${handoffId} does not exist`)
  return handoff
}

export const cancel = (stage: Stage, runId: string, key: string) =>
  stage.fixture.system.runs.act(
    runId,
    { kind: 'cancel', reason: 'The client withdrew.' },
    { idempotencyKey: `${runId} ${key}` },
    callBy(OPS),
  )

export async function openTasks(stage: Stage, runId: string): Promise<readonly ReviewTask[]> {
  const tasks = (await stage.fixture.system.reviewTasks.findByKey('runId', [runId], callBy(OPS))).get(runId) ?? []
  return tasks.filter(({ status }) => status === 'OPEN')
}

/** Settles the open task of a run, as operations unless told otherwise. */
export async function resolve(stage: Stage, runId: string, resolution: ReviewResolution, by: Principal = OPS) {
  const { reviewTasks } = stage.fixture.system
  const [open] = await openTasks(stage, runId)
  if (open === undefined) throw new Error(`run ${runId} has no open task`)
  const action = { kind: 'resolve', resolution, comment: 'Looked at.' } as const
  return reviewTasks.act(open.id, action, { idempotencyKey: `${open.id} ${resolution}` }, callBy(by))
}

/** Nothing of the run is left in any system. */
export function expectNothingLeft(stage: Stage, { opportunityId, contractId, accountId }: Engagement): void {
  const { systems } = stage.gateway
  expect(systems.opportunities.get(opportunityId)?.project).toBeNull()
  expect(systems.contracts.get(contractId)?.status).not.toBe('APPROVED')
  expect(systems.customers.get(accountId)?.active ?? false).toBe(false)
  for (const project of systems.erpProjects.values()) {
    if (project.erpAccountId !== accountId) continue
    expect(project).toMatchObject({ financialStatus: 'CLOSED', budget: null, schedule: [] })
  }
  for (const project of systems.psaProjects.values()) {
    if ((project.account as { id: string }).id === accountId) expect(project.status).toBe('CANCELLED')
  }
}
