import { Decimal } from 'decimal.js'
import { minorUnitDigits } from '../../../contracts/wire/values.ts'
import type { WriteError } from '../../shared/port.ts'
import type { MilestoneDraft, PhaseDraft, ProjectDraft } from '../port.ts'

/**
 * Everything that is wrong with the plan of a new project, all at once, so that one round of corrections suffices. An empty
 * list means that every system can rely on it: WBS codes are unambiguous, hours add up, billable milestones have an amount.
 */
export function findPlanFaults(draft: ProjectDraft): readonly WriteError[] {
  return [
    ...findHeaderFaults(draft),
    ...draft.phases.flatMap((phase, index) => findPhaseFaults(phase, draft).map((each) => at(['phases', `${index}`], each))),
    ...findRepeated(draft.phases.map(({ order }) => order)).map((index) =>
      at(['phases', `${index}`], { path: ['order'], rule: 'PSA-PHASE-ORDER', message: 'Two phases have the same position.' }),
    ),
    ...findRepeated(draft.phases.map(({ wbsCode }) => wbsCode)).map((index) =>
      at(['phases', `${index}`], { path: ['wbsCode'], rule: 'PSA-PHASE-WBS', message: 'Two phases have the same WBS code.' }),
    ),
    ...draft.milestones.flatMap((milestone, index) =>
      findMilestoneFaults(milestone, draft).map((each) => at(['milestones', `${index}`], each)),
    ),
    ...findRepeated(draft.milestones.map(({ id }) => id)).map((index) =>
      at(['milestones', `${index}`], {
        path: ['milestoneId'],
        rule: 'PSA-MILESTONE-ID',
        message: 'Two milestones have the same id.',
      }),
    ),
  ]
}

interface Fault {
  readonly path: readonly string[]
  readonly rule: string
  readonly message: string
}

const ID = /^prj_[0-9a-z]+$/
const MILESTONE_ID = /^mil_[0-9a-z]+$/
const CODE = /^[A-Z0-9][A-Z0-9-]{2,39}$/
/** Longest name in characters. */
const MAX_NAME_LENGTH = 200
/** Most entries of each list of a plan; larger ones are imports, not plans. */
const MAX_PHASES = 50
const MAX_TASKS_PER_PHASE = 200
const MAX_MILESTONES = 200

function findHeaderFaults(draft: ProjectDraft): readonly WriteError[] {
  const faults: readonly (Fault | false)[] = [
    !ID.test(draft.id) && {
      path: ['projectId'],
      rule: 'PSA-PROJECT-ID',
      message: 'A project id is prj_ and lowercase letters or digits.',
    },
    !CODE.test(draft.code) && {
      path: ['code'],
      rule: 'PSA-PROJECT-CODE',
      message: 'A code has 3 to 40 upper-case letters, digits and hyphens.',
    },
    !isName(draft.name) && { path: ['name'], rule: 'PSA-NAME', message: NAME_MESSAGE },
    draft.practice.trim() === '' && { path: ['practice'], rule: 'PSA-NAME', message: 'A practice is required.' },
    draft.plannedEnd < draft.plannedStart && {
      path: ['plannedEnd'],
      rule: 'PSA-PROJECT-DATES',
      message: 'The project ends before it starts.',
    },
    (draft.templateId === null) !== (draft.templateVersion === null) && {
      path: ['templateVersion'],
      rule: 'PSA-TEMPLATE',
      message: 'A template needs its version, and a version its template.',
    },
    draft.phases.length > MAX_PHASES && {
      path: ['phases'],
      rule: 'PSA-PLAN-SIZE',
      message: `A plan has at most ${MAX_PHASES} phases.`,
    },
    draft.milestones.length > MAX_MILESTONES && {
      path: ['milestones'],
      rule: 'PSA-PLAN-SIZE',
      message: `A plan has at most ${MAX_MILESTONES} milestones.`,
    },
  ]
  return faults.filter(isFault).map((each) => at([], each))
}

function findPhaseFaults(phase: PhaseDraft, project: ProjectDraft): readonly Fault[] {
  const faults: readonly (Fault | false)[] = [
    !isName(phase.name) && { path: ['name'], rule: 'PSA-NAME', message: NAME_MESSAGE },
    phase.order < 1 && { path: ['order'], rule: 'PSA-PHASE-ORDER', message: 'Positions count from 1.' },
    phase.plannedEnd < phase.plannedStart && {
      path: ['plannedEnd'],
      rule: 'PSA-PHASE-DATES',
      message: 'The phase ends before it starts.',
    },
    phase.plannedStart < project.plannedStart && {
      path: ['plannedStart'],
      rule: 'PSA-PHASE-DATES',
      message: 'The phase starts before the project.',
    },
    phase.plannedEnd > project.plannedEnd && {
      path: ['plannedEnd'],
      rule: 'PSA-PHASE-DATES',
      message: 'The phase ends after the project.',
    },
    new Decimal(phase.plannedHours).isNegative() && {
      path: ['plannedHours'],
      rule: 'PSA-HOURS',
      message: 'Hours are not negative.',
    },
    phase.wbsCode?.trim() === '' && { path: ['wbsCode'], rule: 'PSA-PHASE-WBS', message: 'A WBS code is not blank.' },
    phase.tasks.length > MAX_TASKS_PER_PHASE && {
      path: ['tasks'],
      rule: 'PSA-PLAN-SIZE',
      message: `A phase has at most ${MAX_TASKS_PER_PHASE} tasks.`,
    },
    ...phase.tasks.flatMap((task, index): readonly (Fault | false)[] => [
      !isName(task.name) && { path: ['tasks', `${index}`, 'name'], rule: 'PSA-NAME', message: NAME_MESSAGE },
      new Decimal(task.plannedHours).isNegative() && {
        path: ['tasks', `${index}`, 'plannedHours'],
        rule: 'PSA-HOURS',
        message: 'Hours are not negative.',
      },
    ]),
  ]
  return faults.filter(isFault)
}

function findMilestoneFaults(milestone: MilestoneDraft, project: ProjectDraft): readonly Fault[] {
  const { amount, billable, phaseOrder, deemedAcceptanceDays } = milestone
  const faults: readonly (Fault | false)[] = [
    !MILESTONE_ID.test(milestone.id) && {
      path: ['milestoneId'],
      rule: 'PSA-MILESTONE-ID',
      message: 'A milestone id is mil_ and lowercase letters or digits.',
    },
    !isName(milestone.name) && { path: ['name'], rule: 'PSA-NAME', message: NAME_MESSAGE },
    milestone.plannedDate < project.plannedStart && {
      path: ['plannedDate'],
      rule: 'PSA-MILESTONE-DATE',
      message: 'The milestone lies before the start of the project.',
    },
    phaseOrder !== null &&
      !project.phases.some(({ order }) => order === phaseOrder) && {
        path: ['phaseOrder'],
        rule: 'PSA-MILESTONE-PHASE',
        message: 'No phase has this position.',
      },
    billable !== (amount !== null) && {
      path: ['amount'],
      rule: 'PSA-MILESTONE-AMOUNT',
      message: 'A billable milestone needs an amount, and only a billable one has one.',
    },
    amount !== null &&
      !new Decimal(amount.amount).greaterThan(0) && { path: ['amount'], rule: 'PSA-MILESTONE-AMOUNT', message: AMOUNT_MESSAGE },
    amount !== null &&
      new Decimal(amount.amount).decimalPlaces() > minorUnitDigits(amount.currency) && {
        path: ['amount'],
        rule: 'PSA-MILESTONE-AMOUNT',
        message: 'The amount has more digits than its currency.',
      },
    deemedAcceptanceDays !== null &&
      deemedAcceptanceDays < 1 && { path: ['deemedAcceptanceDays'], rule: 'PSA-MILESTONE-DEEMED', message: 'At least one day.' },
  ]
  return faults.filter(isFault)
}

const NAME_MESSAGE = `A name has 1 to ${MAX_NAME_LENGTH} characters.`
const AMOUNT_MESSAGE = 'The amount must be more than zero.'

const isName = (text: string) => text.trim() !== '' && text.length <= MAX_NAME_LENGTH
const isFault = (fault: Fault | false): fault is Fault => fault !== false

function at(prefix: readonly string[], { path, rule, message }: Fault): WriteError {
  return { code: 'VALIDATION_FAILED', message, field: ['input', ...prefix, ...path], rule }
}

/** Positions of values that occurred before; null is no value. */
function findRepeated(values: readonly (string | number | null)[]): readonly number[] {
  return values.flatMap((value, index) => (value !== null && values.indexOf(value) < index ? [index] : []))
}
