import { HANDOFF_TRANSITIONS, type HandoffStatus } from '../states.ts'
import type { StepDefinition, WorkflowDefinition } from '../workflows/definition.ts'
import { stepsOf } from '../workflows/definition.ts'
import { STEP_CATALOGUE } from '../workflows/definitions/step-catalogue.ts'

/** A step that a version declares as asking for less than its code does. */
export interface NeedFinding {
  readonly rule: 'INPUT_NOT_DECLARED' | 'STEP_MADE_OPTIONAL' | 'STEP_STAGE_CHANGED' | 'STEP_OUT_OF_ORDER'
  readonly stepKey: string
  readonly message: string
}

/**
 * What the code of the steps needs, whatever a version says about it: the answers of other steps, that later steps can build on
 * it, and the state of the handoff that it works in. Without this a run would get there and find that an answer is missing.
 */
export function findUnmetNeeds(definition: Pick<WorkflowDefinition, 'groups'>): readonly NeedFinding[] {
  return [...stepsOf(definition).flatMap(weakerThanCode), ...outOfOrder(definition)]
}

function weakerThanCode({ key, requiredInputs, optional, during, reaches }: StepDefinition): readonly NeedFinding[] {
  const coded = codedStep(key)
  if (coded === undefined) return []
  const missing = coded.requiredInputs.filter((input) => !requiredInputs.includes(input))
  const findings: NeedFinding[] = missing.map((input) => ({
    rule: 'INPUT_NOT_DECLARED',
    stepKey: key,
    message: `The step ${key} needs the answer of ${input} and does not say so.`,
  }))
  // That a control point cannot be optional is a rule of its own, which says why.
  if (optional && !coded.optional && !coded.mandatoryControl) {
    findings.push({
      rule: 'STEP_MADE_OPTIONAL',
      stepKey: key,
      message: `The step ${key} cannot be optional: later steps need it.`,
    })
  }
  if (during !== coded.during || reaches !== coded.reaches) {
    const stage = coded.reaches === undefined ? 'reaches no stage' : `reaches ${coded.reaches}`
    findings.push({
      rule: 'STEP_STAGE_CHANGED',
      stepKey: key,
      message: `The step ${key} belongs to ${coded.during} and ${stage}.`,
    })
  }
  return findings
}

/** A handoff never goes back, so neither do the states that its steps work in; side by side they work in the same one. */
function outOfOrder({ groups }: Pick<WorkflowDefinition, 'groups'>): readonly NeedFinding[] {
  const rankOf = ({ key }: StepDefinition) => STATE_ORDER.indexOf(codedStep(key)?.during ?? 'DRAFT')
  return groups.flatMap((group, index) => {
    const furthest = groups
      .slice(0, index + 1)
      .flat()
      .toSorted((a, b) => rankOf(b) - rankOf(a))[0]
    if (furthest === undefined) return []
    return group
      .filter((step) => codedStep(step.key) !== undefined && rankOf(step) < rankOf(furthest))
      .map(({ key }): NeedFinding => {
        const message = `The step ${key} comes after ${furthest.key} or beside it, and must be over before.`
        return { rule: 'STEP_OUT_OF_ORDER', stepKey: key, message }
      })
  })
}

/** States of a handoff in the order in which it passes them. */
const STATE_ORDER = Object.keys(HANDOFF_TRANSITIONS) as readonly HandoffStatus[] // the keys of the table

/** The step as its code is declared; undefined when no code has the key. */
const codedStep = (key: string): StepDefinition | undefined =>
  Object.hasOwn(STEP_CATALOGUE, key) ? STEP_CATALOGUE[key as keyof typeof STEP_CATALOGUE] : undefined // asked just before
