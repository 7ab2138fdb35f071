import { describe, expect, it } from '@jest/globals'
import { CONTROL_POINTS } from '../../../../subgraphs/delivery/rules/definition-rules.ts'
import { findUnmetNeeds } from '../../../../subgraphs/delivery/rules/step-needs.ts'
import type { StepDefinition } from '../../../../subgraphs/delivery/workflows/definition.ts'
import { SOW_TO_PROJECT_2 } from '../../../../subgraphs/delivery/workflows/definitions/sow-to-project-2.ts'
import { STEP_CATALOGUE } from '../../../../subgraphs/delivery/workflows/definitions/step-catalogue.ts'

const { groups } = SOW_TO_PROJECT_2
const withStep = (key: string, change: Partial<StepDefinition>) =>
  groups.map((group) => group.map((step): StepDefinition => (step.key === key ? { ...step, ...change } : step)))
/** The step in a group of its own before another one. */
const moved = (key: keyof typeof STEP_CATALOGUE, before: string): readonly (readonly StepDefinition[])[] =>
  groups
    .map((group) => group.filter((step) => step.key !== key))
    .flatMap((group) => (group.some((step) => step.key === before) ? [[STEP_CATALOGUE[key]], group] : [group]))
const found = (changed: readonly (readonly StepDefinition[])[]) =>
  findUnmetNeeds({ groups: changed }).map(({ rule, stepKey }) => [rule, stepKey])

describe('findUnmetNeeds', () => {
  it('finds nothing wrong with the newest version that comes with the product', () => {
    expect(findUnmetNeeds(SOW_TO_PROJECT_2)).toEqual([])
  })

  it.each<[string, readonly (readonly StepDefinition[])[], [string, string]]>([
    ['a step that hides what it needs', withStep('H20', { requiredInputs: ['H01'] }), ['INPUT_NOT_DECLARED', 'H20']],
    ['an optional step that others need', withStep('H10', { optional: true }), ['STEP_MADE_OPTIONAL', 'H10']],
    ['a step in another state of the handoff', withStep('H10', { during: 'STAFFING' }), ['STEP_STAGE_CHANGED', 'H10']],
    ['a step that reaches nothing any more', withStep('H13', { reaches: undefined }), ['STEP_STAGE_CHANGED', 'H13']],
    ['a step after what builds on it', moved('H18', 'H13'), ['STEP_OUT_OF_ORDER', 'H13']],
  ])('finds %s', (_, changed, finding) => {
    expect(found(changed)).toContainEqual(finding)
  })

  it('names the step and each answer that it does not ask for', () => {
    const messages = findUnmetNeeds({ groups: withStep('H05', { requiredInputs: [] }) }).map(({ message }) => message)

    expect(messages).toEqual([
      'The step H05 needs the answer of H01 and does not say so.',
      'The step H05 needs the answer of H02 and does not say so.',
    ])
  })

  it('leaves control points to their own rules, which know all that the catalogue declares', () => {
    const declared = Object.values(STEP_CATALOGUE).filter(({ mandatoryControl }) => mandatoryControl)
    expect(declared.map(({ key }) => key)).toEqual(Object.keys(CONTROL_POINTS))
  })
})
