import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { dataDirectory } from '../../scripts/data-directory.ts'
import { approveHandoff } from '../../scripts/demo/approve-handoff.ts'
import { awaitStart } from '../../scripts/demo/await-start.ts'
import { acceptOpportunity, type HandoffState, hasEnded, watchHandoff } from '../../scripts/demo/handoff.ts'
import { HANDOFF_READY } from '../../scripts/seed/stories/handoff-ready.ts'
import { freePorts } from '../../scripts/start/ports.ts'
import { type Stack, startStack } from '../../scripts/start/stack.ts'
import { query } from '../support/query.ts'
import { type SharedStack, stackAt } from '../support/shared-stack.ts'
import { silentStage } from '../support/silent-stage.ts'

/** Killing a worker disturbs every handoff, so this file has a graph of its own. */
const dataDir = mkdtempSync(path.join(tmpdir(), 'delivery-graph-killed-'))
let stack: Stack
let graph: SharedStack
beforeAll(async () => {
  stack = await startStack({ dataDir, ports: await freePorts(), seed: 'dev', quiet: true })
  graph = stackAt(dataDir)
}, 60_000)
afterAll(async () => {
  await stack?.stop()
  rmSync(dataDir, { recursive: true, force: true })
}, 30_000)

const TAKEOVER_MS = 5_000

describe('a worker killed with -9 in the middle of provisioning', () => {
  it.each([0, 30, 80, 150, 300])(
    'is followed by one that finishes within 5 s, with no effect twice (killed %i ms in)',
    async (delayMs) => {
      const opportunityId = HANDOFF_READY[[0, 30, 80, 150, 300].indexOf(delayMs)] as string
      const stage = silentStage(graph)
      await acceptOpportunity(stage, opportunityId)
      const handoffId = await awaitStart(stage, opportunityId)
      await approveHandoff(stage, handoffId, new Set(), 'delivery_ops')

      await new Promise((resolve) => setTimeout(resolve, delayMs))
      await stack.kill('worker')
      await stack.restart('worker')
      const done = await watchHandoff(stage, handoffId, new Set(), (handoff) => awaitsStaffing(handoff) || hasEnded(handoff))

      expect(awaitsStaffing(done)).toBe(true)
      expect(Date.now() - workerUpAt()).toBeLessThan(TAKEOVER_MS)
      expect(await effectsOf(done.project?.id ?? '', opportunityId)).toEqual({
        psa_projects: 1,
        erp_projects: 1,
        budgets: 1,
        customers: 1,
        opportunities_linked: 1,
        orphaned_projects: 0,
        staffing_requests_twice: 0,
        requisitions_twice: 0,
      })
    },
  )
})

/** True once everything is created and requested, and people have to be booked. */
const awaitsStaffing = ({ run }: HandoffState): boolean =>
  run.steps.some(({ key, status }) => key === 'H18' && status === 'WAITING')

/** Real time at which the newest worker said that it is up, in milliseconds since the epoch. */
function workerUpAt(): number {
  const lines = readFileSync(path.join(dataDirectory(dataDir).logs, 'worker.log'), 'utf8').split('\n')
  const up = lines.findLast((line) => line.includes('"msg":"worker is up"'))
  return (JSON.parse(up ?? '{}') as { time: number }).time
}

/** The tables of the systems themselves, as their administrators would look them up; the engine is not asked. */
async function effectsOf(projectId: string, opportunityId: string): Promise<unknown> {
  const [effects] = await query(
    graph.runtime.databaseUrl,
    `select
      (select count(*)::int from psa.project where id = '${projectId}') as psa_projects,
      (select count(*)::int from erp.project where id = '${projectId}') as erp_projects,
      (select count(*)::int from erp.budget where project_id = '${projectId}') as budgets,
      (select count(*)::int from erp.customer c join crm.opportunity o on o.account_id = c.id where o.id = '${opportunityId}') as customers,
      (select count(*)::int from crm.opportunity where project_id = '${projectId}') as opportunities_linked,
      (select count(*)::int from psa.project p where not exists (select from erp.project e where e.id = p.id)) as orphaned_projects,
      (select count(*)::int - count(distinct role || grade || allocation)::int from psa.staffing_request where project_id = '${projectId}') as staffing_requests_twice,
      (select greatest(count(*)::int - 1, 0) from procurement.requisition where project_id = '${projectId}') as requisitions_twice`,
  )
  return effects
}
