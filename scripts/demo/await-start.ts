import { setTimeout as delay } from 'node:timers/promises'
import type { Stage } from './story.ts'

const STARTED = /* GraphQL */ `
  query Started($id: ID!) { opportunity(id: $id) { handoff { id status openedAt } } }
`
/** Longest time between the acceptance and the start that follows from it. */
const START_WITHIN_MS = 5_000

/** Waits until the acceptance has started the handoff by itself; answers its id. */
export async function awaitStart(stage: Stage, opportunityId: string): Promise<string> {
  const client = stage.as('account_executive')
  const acceptedAt = performance.now()
  const find = async () =>
    (await client.ask<{ opportunity: { handoff: StartedHandoff | null } | null }>(STARTED, { id: opportunityId })).opportunity
      ?.handoff
  let handoff = await find()
  while (handoff == null && performance.now() - acceptedAt < START_WITHIN_MS) {
    await delay(50)
    handoff = await find()
  }
  stage.assert(
    handoff != null && performance.now() - acceptedAt < START_WITHIN_MS,
    `the handoff starts by itself within ${START_WITHIN_MS} ms`,
  )
  if (handoff == null) throw new Error('a started handoff is readable')
  const { id, status, openedAt } = handoff
  stage.tell({ step: 'handoff started by the acceptance', system: 'DELIVERY', state: status, at: openedAt, note: id })
  return id
}

interface StartedHandoff {
  readonly id: string
  readonly status: string
  readonly openedAt: string
}
