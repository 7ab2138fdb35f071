import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { untilRun } from '../support/delivery-fixture.ts'
import { openStage, type Stage } from '../support/running-worker.ts'
import { approveAll, begin, cancel, untilStep } from '../support/scenario.ts'
import { startWorkspaceServer, type WorkspaceServer } from '../support/workspace-server.ts'

describe('H15 with a collaboration system', () => {
  let stage: Stage
  let workspace: WorkspaceServer
  beforeAll(async () => {
    workspace = await startWorkspaceServer('secret')
    stage = await openStage({ environment: { COLLABORATION_URL: workspace.url, COLLABORATION_TOKEN: 'secret' } })
  })
  afterAll(async () => {
    await stage.close()
    await workspace.close()
  })
  const space = async (runId: string) =>
    (
      await stage.fixture.rows(
        `select status, external_reference, reason from delivery.workflow_step where run_id = '${runId}' and key = 'H15'`,
      )
    )[0]

  it('opens the space of the project, and archives it when the run is cancelled', async () => {
    const run = await begin(stage)
    await approveAll(stage, run.runId)
    await untilStep(stage, run.runId, 'H18', 'WAITING')
    expect(await space(run.runId)).toMatchObject({ status: 'COMPLETED', external_reference: 'space-1' })

    await cancel(stage, run.runId, 'enough')
    await untilRun(stage.fixture, run.runId, ['CANCELLED'])
    expect([...workspace.spaces.values()]).toEqual([{ name: 'ERP roll-out DACH', archived: true }])
  })

  it('goes on without the space when the system refuses it', async () => {
    workspace.failWith = 422
    const run = await begin(stage)
    await approveAll(stage, run.runId)
    await untilStep(stage, run.runId, 'H18', 'WAITING')

    expect(await space(run.runId)).toMatchObject({ status: 'SKIPPED', reason: 'optional, and failed with COLLABORATION_REFUSED' })
  })
})
