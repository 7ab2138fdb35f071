import { describe, expect, it } from '@jest/globals'
import { BUILT_IN_DEFINITIONS } from '../../../../subgraphs/delivery/adapters/postgres/ledger/definition-source.ts'
import { findStepsWithoutCode } from '../../../../subgraphs/delivery/rules/step-code.ts'
import { REGISTERED_STEPS } from '../../../../subgraphs/delivery/steps/registered-steps.ts'
import { isApprovalStep } from '../../../../subgraphs/delivery/steps/step.ts'
import type { StepDefinition } from '../../../../subgraphs/delivery/workflows/definition.ts'
import { STEP_CATALOGUE } from '../../../../subgraphs/delivery/workflows/definitions/step-catalogue.ts'

const { H05, H10, H18 } = STEP_CATALOGUE
const found = (step: StepDefinition) => findStepsWithoutCode({ groups: [[step]] }).map(({ stepKey }) => stepKey)

describe('findStepsWithoutCode', () => {
  it('finds nothing wrong with the versions that come with the product', () => {
    expect(BUILT_IN_DEFINITIONS.flatMap(findStepsWithoutCode)).toEqual([])
  })

  it('rests on a catalogue in which every step has code of its kind', () => {
    expect([...REGISTERED_STEPS.keys()].toSorted()).toEqual(Object.keys(STEP_CATALOGUE))
    for (const [key, step] of REGISTERED_STEPS) {
      const declared: StepDefinition = STEP_CATALOGUE[key as keyof typeof STEP_CATALOGUE]
      expect([key, isApprovalStep(step)]).toEqual([key, declared.approval !== undefined])
    }
  })

  it.each<[string, StepDefinition]>([
    ['a key that no code stands behind', { ...H10, key: 'H99' }],
    ['a name that every object has', { ...H10, key: 'constructor' }],
    ['a step in a system as a decision', { ...H10, approval: { kind: 'SOW_LEGAL' } }],
    ['a decision as a step in a system', { ...H05, approval: undefined }],
    ['another decision', { ...H05, approval: { kind: 'BILLING_TERMS_FINANCE' } }],
    ['a wait for nobody', { ...H18, wait: undefined }],
    ['a wait where nobody is waited for', { ...H10, wait: H18.wait }],
  ])('finds %s', (_, step) => {
    expect(found(step)).toEqual([step.key])
  })
})
