import type { StepDefinition, WorkflowDefinition } from '../workflows/definition.ts'
import { stepsOf } from '../workflows/definition.ts'
import { STEP_CATALOGUE } from '../workflows/definitions/step-catalogue.ts'

/** A step that no worker could carry out as the definition declares it. */
export interface CodeFinding {
  readonly rule: 'STEP_WITHOUT_CODE'
  readonly stepKey: string
  readonly message: string
}

/**
 * Steps whose key no code stands behind, or code of another kind: a decision of people, a wait for people, or neither. Runs of
 * such a version would begin, get there, and go no further.
 */
export function findStepsWithoutCode(definition: Pick<WorkflowDefinition, 'groups'>): readonly CodeFinding[] {
  return stepsOf(definition).flatMap((step): CodeFinding[] => {
    const message = faultOf(step)
    return message === null ? [] : [{ rule: 'STEP_WITHOUT_CODE', stepKey: step.key, message }]
  })
}

function faultOf({ key, approval, wait }: StepDefinition): string | null {
  const coded: StepDefinition | undefined = Object.hasOwn(STEP_CATALOGUE, key)
    ? STEP_CATALOGUE[key as keyof typeof STEP_CATALOGUE] // asked just before
    : undefined
  if (coded === undefined) return `No code carries out the step ${key}.`
  if (coded.approval?.kind !== approval?.kind) {
    return coded.approval === undefined
      ? `The step ${key} works in a system; nobody decides it.`
      : `The step ${key} is a decision of kind ${coded.approval.kind}.`
  }
  if (coded.wait !== undefined && wait === undefined) return `The step ${key} waits for people and does not say for whom.`
  if (coded.wait === undefined && wait !== undefined) return `The step ${key} waits for nobody.`
  return null
}
