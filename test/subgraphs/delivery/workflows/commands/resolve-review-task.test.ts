import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { setBusinessTime } from '../../support/business-time.ts'
import { callBy, decide, OPS, SALES, untilRun } from '../../support/delivery-fixture.ts'
import { openStage, type Stage } from '../../support/running-worker.ts'
import { begin, cancel, openTasks, untilStep } from '../../support/scenario.ts'
import { type ServedDelivery, serveDelivery } from '../../support/served-delivery.ts'

let stage: Stage
let served: ServedDelivery

beforeAll(async () => {
  stage = await openStage()
  served = await serveDelivery(stage.fixture)
  await setBusinessTime(stage.fixture, '2026-05-26T09:00:00Z')
})
afterAll(async () => {
  await served.stop()
  await stage.close()
})

const SETTLE = `mutation ($input: ResolveReviewTaskInput!) { resolveReviewTask(input: $input) {
  reviewTask { status resolvedBy { id } } userErrors { code message ... on StateTransitionError { currentState allowedStates } } } }`

const settle = async (taskId: string, key: string, by = OPS) => {
  const input = { idempotencyKey: key, taskId, resolution: 'RETRY', comment: 'Looked at.' }
  const { data, errors } = await served.ask<{ resolveReviewTask: object }>(SETTLE, { principal: by, variables: { input } })
  expect(errors).toBeUndefined()
  return data.resolveReviewTask
}

/** A run whose legal approval was refused, and the task about it. */
async function refused() {
  const { runId } = await begin(stage)
  await decide(stage.fixture, runId, 'SOW_LEGAL', 'REJECT')
  await untilStep(stage, runId, 'H05', 'IN_REVIEW')
  const [task] = await openTasks(stage, runId)
  if (task === undefined) throw new Error('there is no task')
  return { runId, taskId: task.id }
}

describe('resolveReviewTask', () => {
  it('tells whoever comes too late who settled the task, how and when', async () => {
    const { runId, taskId } = await refused()
    expect(await settle(taskId, 'first', SALES)).toMatchObject({
      reviewTask: { status: 'RESOLVED', resolvedBy: { id: 'wrk_accountexecutive' } },
    })

    expect(await settle(taskId, 'second')).toEqual({
      reviewTask: null,
      userErrors: [
        {
          code: 'INVALID_STATE',
          message: 'The task was settled before: RETRY by wrk_accountexecutive at 2026-05-26T09:00:00.000Z.',
          currentState: 'RESOLVED',
          allowedStates: [],
        },
      ],
    })
    // The one who settled it may ask again with the same key, and is answered what he did.
    expect(await settle(taskId, 'first', SALES)).toMatchObject({ reviewTask: { status: 'RESOLVED' }, userErrors: [] })
    await cancel(stage, runId, 'over')
    await untilRun(stage.fixture, runId, ['CANCELLED'])
  })

  it('says of a task that nobody has to settle any more since when that is so', async () => {
    const { runId, taskId } = await refused()
    await cancel(stage, runId, 'over')
    await untilRun(stage.fixture, runId, ['CANCELLED'])

    expect(await settle(taskId, 'late')).toMatchObject({
      reviewTask: null,
      userErrors: [{ code: 'INVALID_STATE', currentState: 'WITHDRAWN', message: expect.stringContaining('2026-05-26T09:00:00') }],
    })
  })

  it('is one settlement when two people settle the task at once', async () => {
    const { runId, taskId } = await refused()
    const { reviewTasks } = stage.fixture.system
    const action = { kind: 'resolve', resolution: 'RETRY', comment: 'Looked at.' } as const
    const answers = await Promise.all(
      [OPS, SALES].map((by) => reviewTasks.act(taskId, action, { idempotencyKey: by.subject }, callBy(by))),
    )

    expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true])
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ errors: [{ code: 'INVALID_STATE', currentState: 'RESOLVED' }] })
    await cancel(stage, runId, 'over')
    await untilRun(stage.fixture, runId, ['CANCELLED'])
  })
})
