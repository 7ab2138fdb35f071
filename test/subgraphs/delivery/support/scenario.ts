import { expect } from '@jest/globals'
import type { Handoff } from '../../../../subgraphs/delivery/port.ts'
import { callBy, decide, OPS, startRun, untilRun } from './delivery-fixture.ts'
import type { Stage } from './running-worker.ts'
import { addSoldEngagement } from './sold-engagement.ts'

export interface Engagement {
  readonly opportunityId: string
  readonly contractId: string
  readonly accountId: string
}

let count = 0

/** A fresh engagement and its started run. */
export async function begin(stage: Stage): Promise<Engagement & { readonly runId: string; readonly handoffId: string }> {
  count += 1
  const engagement = addSoldEngagement(stage.gateway.systems, `run${count}`)
  return { ...engagement, ...(await startRun(stage.fixture.system, engagement.opportunityId)) }
}

/** Suffix of the ids of the next engagement. */
export const nextSuffix = (): string => `run${count + 1}`

export async function approveBoth(stage: Stage, runId: string): Promise<void> {
  await untilRun(stage.fixture, runId, ['WAITING_APPROVAL'])
  expect(await decide(stage.fixture, runId, 'SOW_LEGAL')).toMatchObject({ ok: true })
  expect(await decide(stage.fixture, runId, 'BILLING_TERMS_FINANCE')).toMatchObject({ ok: true })
}

export async function readHandoff(stage: Stage, handoffId: string): Promise<Handoff> {
  const [handoff] = await stage.fixture.system.handoffs.getByIds([handoffId], callBy(OPS))
  if (handoff === null || handoff === undefined) throw new Error(`handoff ${handoffId} does not exist`)
  return handoff
}

export const cancel = (stage: Stage, runId: string, key: string) =>
  stage.fixture.system.runs.act(runId, { kind: 'cancel', reason: 'The client withdrew.' }, { idempotencyKey: key }, callBy(OPS))

/** Nothing of the run is left in any system. */
export function expectNothingLeft(stage: Stage, { opportunityId, contractId, accountId }: Engagement): void {
  const { systems } = stage.gateway
  expect(systems.opportunities.get(opportunityId)?.project).toBeNull()
  expect(systems.contracts.get(contractId)?.status).not.toBe('APPROVED')
  // A customer that a project has used, even a closed one, stays on file.
  const isUsed = [...systems.erpProjects.values()].some(({ erpAccountId }) => erpAccountId === accountId)
  if (!isUsed) expect(systems.customers.get(accountId)?.active ?? false).toBe(false)
  for (const project of systems.erpProjects.values()) {
    if (project.erpAccountId !== accountId) continue
    expect(project).toMatchObject({ financialStatus: 'CLOSED', budget: null, schedule: [] })
  }
  for (const project of systems.psaProjects.values()) {
    if ((project.account as { id: string }).id === accountId) expect(project.status).toBe('CANCELLED')
  }
}
