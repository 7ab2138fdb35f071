import { describe, expect, it } from '@jest/globals'
import { instant } from '../../../../../contracts/wire/values.ts'
import { hearAcceptance } from '../../../../../subgraphs/delivery/workflows/commands/hear-acceptance.ts'
import { SOW_TO_PROJECT_2 } from '../../../../../subgraphs/delivery/workflows/definitions/sow-to-project-2.ts'
import type { StepState } from '../../../../../subgraphs/delivery/workflows/run-state.ts'
import { freshState } from '../../support/memory-ledger.ts'

const FRESH = freshState(SOW_TO_PROJECT_2, instant('2026-05-26T09:00:00.000Z'))
const by = { subject: 'seller', workerId: 'wrk_seller' }
const failedWith = (code: string): StepState['error'] => ({ code, category: 'VALIDATION', message: 'm', system: 'CRM' })

/** What an acceptance means for a run whose first step is in this state. */
function heard(sale: Partial<StepState>) {
  const steps = FRESH.steps.map((step) => (step.key === 'H01' ? { ...step, ...sale } : step))
  return hearAcceptance({ state: { ...FRESH, steps }, definition: SOW_TO_PROJECT_2, by })
}

describe('news of an acceptance', () => {
  it('has the step tried again that found the sale not accepted', () => {
    expect(heard({ status: 'IN_REVIEW', error: failedWith('OPPORTUNITY_NOT_ACCEPTED') })).toMatchObject([
      { entity: 'WorkflowStep', key: 'H01', to: 'RETRYING' },
    ])
  })

  it('has to be told again while the step may have read the sale before it', () => {
    expect(heard({ status: 'RUNNING' })).toBeNull()
  })

  it.each([
    ['that has not read the sale yet', { status: 'PENDING' }],
    ['that reads it again by itself', { status: 'RETRYING' }],
    ['that read it accepted', { status: 'COMPLETED' }],
    ['that waits for something else', { status: 'IN_REVIEW', error: failedWith('CONTRACT_MISSING') }],
  ] as const)('changes nothing for a step %s', (_, sale) => {
    expect(heard(sale)).toEqual([])
  })
})
