import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { archiveRuns } from '../../../subgraphs/delivery/adapters/postgres/archive-runs.ts'
import { type Database, openDatabase } from '../../../subgraphs/shared/postgres/database.ts'
import { callBy, OPS } from './support/delivery-fixture.ts'
import { openStage, type Stage } from './support/running-worker.ts'
import { approveAll, begin, staffAndKickOff } from './support/scenario.ts'

let stage: Stage
let db: Database

beforeAll(async () => {
  stage = await openStage()
  db = openDatabase(stage.fixture.database.urlFor('delivery'), { name: 'delivery-retention' })
})
afterAll(async () => {
  await db.destroy()
  await stage.close()
})

const advanceDays = (days: number) =>
  stage.fixture.rows(`select platform.set_business_time(platform.business_now() + ${days} * interval '1 day')`)

/** What the API finds of a run. */
async function recordsOf(runId: string) {
  const { system } = stage.fixture
  const call = callBy(OPS)
  const count = async (of: 'steps' | 'approvals' | 'reviewTasks' | 'notices' | 'events') =>
    (await system[of].findByKey('runId', [runId], call)).get(runId)?.length ?? 0
  const [run] = await system.runs.getByIds([runId], call)
  return {
    status: run?.status,
    steps: await count('steps'),
    approvals: await count('approvals'),
    notices: await count('notices'),
    events: await count('events'),
  }
}

describe('retention', () => {
  it('removes the working records of runs that ended long ago, and keeps runs, the log and everything younger', async () => {
    const old = await begin(stage)
    await approveAll(stage, old.runId)
    await staffAndKickOff(stage, old)
    const before = await recordsOf(old.runId)
    await advanceDays(729)
    expect(await archiveRuns(db, 730)).toBe(0)

    const open = await begin(stage)
    const openBefore = await recordsOf(open.runId)
    await advanceDays(2)
    const archived = await Promise.all([archiveRuns(db, 730), archiveRuns(db, 730)])

    expect(archived.toSorted()).toEqual([0, 1])
    expect(await recordsOf(old.runId)).toEqual({
      status: 'COMPLETED',
      steps: 0,
      approvals: 0,
      notices: 0,
      events: before.events,
    })
    for (const kind of ['retry-step', 'skip-step'] as const) {
      const action = { kind, stepKey: 'H14', reason: 'Too late.' }
      const late = stage.fixture.system.runs.act(old.runId, action, { idempotencyKey: `late ${kind}` }, callBy(OPS))
      expect(await late).toMatchObject({ ok: false, errors: [{ code: 'INVALID_STATE', currentState: 'COMPLETED' }] })
    }
    expect((await recordsOf(open.runId)).steps).toBe(openBefore.steps)
    expect(await archiveRuns(db, 730)).toBe(0)
  }, 60_000)
})
