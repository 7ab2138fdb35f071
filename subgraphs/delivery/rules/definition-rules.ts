import { isKnownRole } from '../../../policies/index.ts'
import { APPROVAL_POLICIES } from './approval-policies.ts'

/** As much of a workflow definition as the rules look at. */
export interface CheckedDefinition {
  /** Worker who is accountable for the process. */
  readonly processOwnerId: string
  /** Steps in their order; those of one group stand side by side. */
  readonly groups: readonly (readonly CheckedStep[])[]
}

export interface CheckedStep {
  readonly key: string
  readonly name: string
  readonly ownerRole: string
  /** Keys of the steps whose answers it needs. */
  readonly requiredInputs: readonly string[]
  readonly optional: boolean
  readonly mandatoryControl: boolean
  /** What its undo does; null when there is nothing to undo. */
  readonly compensation: string | null
  readonly approval?: { readonly kind: string }
}

/** What is wrong with a definition. */
export interface DefinitionFinding {
  readonly rule: DefinitionRule['id']
  /** Null when the definition as a whole is at fault. */
  readonly stepKey: string | null
  readonly message: string
}

/** One rule; pure, and unaware of the others. */
interface DefinitionRule {
  readonly id:
    | 'CONTROL_POINT_MISSING'
    | 'CONTROL_POINT_WEAKENED'
    | 'OPTIONAL_CONTROL'
    | 'EFFECT_BEFORE_APPROVAL'
    | 'PROCESS_OWNER_MISSING'
    | 'STEP_OWNER_UNKNOWN'
    | 'INPUT_NOT_PRODUCED'
    | 'STEP_KEY_INVALID'
    | 'STEP_KEY_REPEATED'
    | 'STEP_NAME_MISSING'
    | 'STEP_RENAMED'
    | 'APPROVAL_WITHOUT_LEVELS'
    | 'UNDO_MISSING'
  readonly find: (definition: CheckedDefinition, former: CheckedDefinition | null) => readonly Omit<DefinitionFinding, 'rule'>[]
}

/** Control points that no variant may leave out, by the keys that they have in every version. */
export const CONTROL_POINTS: Readonly<Record<string, string>> = {
  H02: 'completeness of the contract',
  H03: 'client master record',
  H05: 'approval of legal',
  H06: 'approval of the billing terms',
  H07: 'approval of the template',
  H08: 'approved contract',
  H13: 'read-back of all systems',
  H18: 'staffed mandatory seats',
  H19: 'kickoff',
}
/** Control points that people decide, and what kind of decision it is: a step that only bears the key decides nothing. */
const DECISIONS: Readonly<Record<string, string>> = {
  H05: 'SOW_LEGAL',
  H06: 'BILLING_TERMS_FINANCE',
  H07: 'TEMPLATE_DELIVERY_OPS',
}
/** Steps that leave something behind in a system. Only H03 may do so before people have approved: they approve a known client. */
const STEPS_WITH_EFFECT: ReadonlySet<string> = new Set(['H03', 'H08', 'H09', 'H10', 'H11', 'H12', 'H14', 'H15', 'H16', 'H17'])

const KEY = /^H\d{2}$/
const stepsOf = ({ groups }: CheckedDefinition) => groups.flat()
const isBlank = (text: string) => text.trim() === ''

/** A rule about each step for itself: `fault` says what is wrong with it, or null. */
function eachStep(id: DefinitionRule['id'], fault: (step: CheckedStep) => string | null): DefinitionRule {
  return {
    id,
    find: (definition) =>
      stepsOf(definition).flatMap((step) => {
        const message = fault(step)
        return message === null ? [] : [{ stepKey: step.key, message }]
      }),
  }
}

const RULES: readonly DefinitionRule[] = [
  {
    id: 'CONTROL_POINT_MISSING',
    find: (definition) => {
      const keys = new Set(stepsOf(definition).map(({ key }) => key))
      return Object.entries(CONTROL_POINTS).flatMap(([key, what]) =>
        keys.has(key) ? [] : [{ stepKey: key, message: `The control point ${key} (${what}) is left out.` }],
      )
    },
  },
  eachStep('CONTROL_POINT_WEAKENED', ({ key, mandatoryControl, approval }) => {
    if (!Object.hasOwn(CONTROL_POINTS, key)) return null
    if (!mandatoryControl) return `The step ${key} is a control point and does not say so.`
    const decision = DECISIONS[key]
    if (decision === undefined || approval?.kind === decision) return null
    return `The step ${key} must be decided by an approval of kind ${decision}.`
  }),
  eachStep('OPTIONAL_CONTROL', ({ key, mandatoryControl, optional }) =>
    mandatoryControl && optional ? `The step ${key} is a control point and cannot be optional.` : null,
  ),
  { id: 'EFFECT_BEFORE_APPROVAL', find: findEarlyEffects },
  {
    id: 'PROCESS_OWNER_MISSING',
    find: ({ processOwnerId }) =>
      /^wrk_[0-9a-z]+$/.test(processOwnerId) ? [] : [{ stepKey: null, message: 'Nobody is accountable for the process.' }],
  },
  eachStep('STEP_OWNER_UNKNOWN', ({ key, ownerRole }) =>
    isKnownRole(ownerRole) ? null : `The step ${key} has no accountable role: "${ownerRole}" is none of the firm.`,
  ),
  { id: 'INPUT_NOT_PRODUCED', find: findMissingInputs },
  eachStep('STEP_KEY_INVALID', ({ key }) => (KEY.test(key) ? null : `"${key}" is no key: H and two digits, such as H05.`)),
  {
    id: 'STEP_KEY_REPEATED',
    find: (definition) => {
      const keys = stepsOf(definition).map(({ key }) => key)
      const repeated = new Set(keys.filter((key, index) => keys.indexOf(key) !== index))
      return [...repeated].map((key) => ({ stepKey: key, message: `The key ${key} stands for more than one step.` }))
    },
  },
  eachStep('STEP_NAME_MISSING', ({ key, name }) => (isBlank(name) ? `The step ${key} has no name.` : null)),
  {
    id: 'STEP_RENAMED',
    // Key and name are in the records of former runs: another step under the same key would tell their story wrongly.
    find: (definition, former) => {
      const names = new Map((former === null ? [] : stepsOf(former)).map(({ key, name }) => [key, name]))
      return stepsOf(definition).flatMap(({ key, name }) => {
        const before = names.get(key) ?? name
        return before === name ? [] : [{ stepKey: key, message: `The step ${key} was "${before}"; a new step takes a new key.` }]
      })
    },
  },
  eachStep('APPROVAL_WITHOUT_LEVELS', ({ key, approval }) => {
    if (approval === undefined) return null
    const policies = APPROVAL_POLICIES.filter(({ kind }) => kind === approval.kind)
    const isRouted = policies.length > 0 && policies.every(({ bands }) => bands.every(({ levels }) => levels.length > 0))
    return isRouted ? null : `Nobody decides the step ${key}: no policy has levels for the kind ${approval.kind}.`
  }),
  eachStep('UNDO_MISSING', ({ key, compensation }) =>
    STEPS_WITH_EFFECT.has(key) && (compensation === null || isBlank(compensation))
      ? `The step ${key} leaves something behind and does not say how it is undone.`
      : null,
  ),
]

/** Everything that is wrong with a definition, in the order of the rules; `former` is the version that it replaces. */
export function checkDefinition(
  definition: CheckedDefinition,
  former: CheckedDefinition | null = null,
): readonly DefinitionFinding[] {
  return RULES.flatMap(({ id, find }) => find(definition, former).map((finding) => ({ rule: id, ...finding })))
}

/** Steps of one group begin together, so that none of them can wait for the answer of another one. */
function findMissingInputs({ groups }: CheckedDefinition): readonly Omit<DefinitionFinding, 'rule'>[] {
  return groups.flatMap((group, index) => {
    const produced = new Set(groups.slice(0, index).flatMap((steps) => steps.map(({ key }) => key)))
    return group.flatMap(({ key, requiredInputs }) =>
      requiredInputs
        .filter((input) => !produced.has(input))
        .map((input) => ({
          stepKey: key,
          message: `The step ${key} needs the answer of ${input}, which no earlier step gives.`,
        })),
    )
  })
}

function findEarlyEffects({ groups }: CheckedDefinition): readonly Omit<DefinitionFinding, 'rule'>[] {
  const lastDecision = groups.findLastIndex((group) => group.some(({ key }) => Object.hasOwn(DECISIONS, key)))
  return groups
    .slice(0, lastDecision + 1)
    .flat()
    .filter(({ key }) => STEPS_WITH_EFFECT.has(key) && key !== 'H03')
    .map(({ key }) => ({ stepKey: key, message: `The step ${key} has its effect before everybody has approved.` }))
}
