import { describe, expect, it } from '@jest/globals'
import { instant } from '../../../../contracts/wire/values.ts'
import type { ErrorCategory } from '../../../../subgraphs/delivery/vocabulary.ts'
import { applyChanges } from '../../../../subgraphs/delivery/workflows/changes.ts'
import { stepsOf } from '../../../../subgraphs/delivery/workflows/definition.ts'
import { SOW_TO_PROJECT_2 } from '../../../../subgraphs/delivery/workflows/definitions/sow-to-project-2.ts'
import type { Outcome } from '../../../../subgraphs/delivery/workflows/outcome.ts'
import { settleAttempt } from '../../../../subgraphs/delivery/workflows/plan/settle-attempt.ts'
import { type RunState, stepOf } from '../../../../subgraphs/delivery/workflows/run-state.ts'
import { freshState } from '../support/memory-ledger.ts'

const NOW = instant('2026-05-26T09:00:00.000Z')
const DUE = instant('2026-06-09T09:00:00.000Z')
const FRESH = freshState(SOW_TO_PROJECT_2, NOW)
const WAITING: RunState = {
  ...FRESH,
  steps: FRESH.steps.map((step) =>
    step.key === 'H18' ? { ...step, status: 'WAITING', dueAt: DUE, waitingRole: 'resource_manager' } : step,
  ),
}
const H18 = stepsOf(SOW_TO_PROJECT_2).find(({ key }) => key === 'H18')
if (H18 === undefined) throw new Error('the workflow has no step H18')
const definition = H18

function after(state: RunState, outcome: Outcome): RunState {
  return applyChanges(state, settleAttempt(state, definition, outcome, 1), NOW)
}

/** The run after so many looks that did not get through, and the pause after each in whole seconds. */
function failing(from: RunState, category: ErrorCategory, times: number) {
  let state = from
  const pauses: number[] = []
  for (let look = 0; look < times; look += 1) {
    const failure = { code: 'PSA_AWAY', category, message: 'Away.', system: 'PSA' } as const
    state = after(state, { kind: 'failed', failure, findings: {} })
    const { nextRetryAt } = stepOf(state, 'H18')
    if (nextRetryAt !== null) pauses.push(Math.round((Date.parse(nextRetryAt) - Date.now()) / 1_000))
  }
  return { state, pauses }
}

describe('a look whether people are done that does not get through', () => {
  it('is made again after pauses that double up to 10 minutes, and the step keeps its deadline', () => {
    const { state, pauses } = failing(WAITING, 'TRANSIENT', 9)

    expect(pauses).toEqual([10, 20, 40, 80, 160, 320, 600, 600, 600])
    expect(stepOf(state, 'H18')).toMatchObject({ status: 'WAITING', dueAt: DUE })
    expect(state.tasks).toEqual([])
  })

  it('begins with the shortest pause again once a look got through', () => {
    const { state } = failing(WAITING, 'TRANSIENT', 4)
    const answered = after(state, { kind: 'waiting' })

    expect(stepOf(answered, 'H18').nextRetryAt).toBeNull()
    expect(failing(answered, 'TRANSIENT', 1).pauses).toEqual([10])
  })

  it('goes to a person after three conflicts in a row', () => {
    const { state, pauses } = failing(WAITING, 'CONFLICT', 3)

    expect(pauses).toEqual([10, 20])
    expect(stepOf(state, 'H18').status).toBe('IN_REVIEW')
    expect(state.tasks).toMatchObject([{ stepKey: 'H18', category: 'CONFLICT', assigneeRole: 'delivery_ops' }])
  })
})
