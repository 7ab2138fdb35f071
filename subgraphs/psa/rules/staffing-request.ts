import { Decimal } from 'decimal.js'
import { Temporal } from 'temporal-polyfill'
import { ID_PREFIX } from '../../../contracts/wire/ids.ts'
import type { WriteError } from '../../shared/port.ts'
import type { SkillRequirement, StaffingRequestDraft } from '../staffing-port.ts'

/** Most requests of one set; a page of a connection shows them all. */
const MAX_REQUESTS = 100
const MAX_SKILLS = 20
const MAX_TEXT_LENGTH = 200
/** Longest demand, so that a booking has a bounded number of weeks. */
const MAX_YEARS = 5
/** Twice the capacity of one person; more is a typing error. */
const MAX_ALLOCATION = 2
const STAFFING_ID = new RegExp(`^${ID_PREFIX.StaffingRequest}_[0-9a-z]{1,60}$`)

/** What is wrong with a set of requests as such; a fault names the request by its position. */
export function findRequestSetFaults(requests: readonly StaffingRequestDraft[]): readonly WriteError[] {
  const ids = requests.map(({ id }) => id)
  return [
    ...(requests.length >= 1 && requests.length <= MAX_REQUESTS
      ? []
      : [fault(['input', 'requests'], 'PSA-STAFFING-COUNT', `A set has 1 to ${MAX_REQUESTS} requests.`)]),
    ...requests.flatMap((request, index) => {
      const path = ['input', 'requests', `${index}`]
      return [
        ...(STAFFING_ID.test(request.id) && ids.indexOf(request.id) === index
          ? []
          : [fault([...path, 'staffingRequestId'], 'PSA-STAFFING-ID', 'Each request needs a canonical id of its own.')]),
        ...findRequestFaults(request, path),
      ]
    }),
  ]
}

/** What is wrong with one request; `path` leads to its fields. */
export function findRequestFaults(request: StaffingRequestDraft, path: readonly string[] = ['input']): readonly WriteError[] {
  const { role, grade, requiredSkills, startDate, endDate, hours, allocation } = request
  const latestEnd = Temporal.PlainDate.from(startDate).add({ years: MAX_YEARS }).toString()
  return [
    ...(isText(role) ? [] : [fault([...path, 'role'], 'PSA-STAFFING-ROLE', textRule('role'))]),
    ...(grade === null || isText(grade) ? [] : [fault([...path, 'grade'], 'PSA-STAFFING-GRADE', textRule('grade'))]),
    ...(endDate >= startDate && endDate <= latestEnd
      ? []
      : [fault([...path, 'endDate'], 'PSA-STAFFING-DATES', `The last day is at most ${MAX_YEARS} years after the first.`)]),
    ...(isQuantity(hours, null)
      ? []
      : [fault([...path, 'hours'], 'PSA-STAFFING-HOURS', 'Hours are more than 0, with at most 2 decimals.')]),
    ...(isQuantity(allocation, MAX_ALLOCATION)
      ? []
      : [
          fault(
            [...path, 'allocation'],
            'PSA-STAFFING-ALLOCATION',
            `The share is more than 0 and at most ${MAX_ALLOCATION}, with at most 2 decimals.`,
          ),
        ]),
    ...findSkillFaults(requiredSkills, [...path, 'requiredSkills']),
  ]
}

function findSkillFaults(skills: readonly SkillRequirement[], path: readonly string[]): readonly WriteError[] {
  const codes = skills.map(({ skillCode }) => skillCode)
  return [
    ...(skills.length <= MAX_SKILLS ? [] : [fault(path, 'PSA-STAFFING-SKILLS', `At most ${MAX_SKILLS} skills.`)]),
    ...skills.flatMap(({ skillCode, minimumLevel }, index) => [
      ...(isText(skillCode) && codes.indexOf(skillCode) === index
        ? []
        : [fault([...path, `${index}`, 'skillCode'], 'PSA-STAFFING-SKILLS', 'Each skill is named once.')]),
      ...(minimumLevel >= 1 && minimumLevel <= 5
        ? []
        : [fault([...path, `${index}`, 'minimumLevel'], 'PSA-STAFFING-SKILLS', 'A level is 1 to 5.')]),
    ]),
  ]
}

const isText = (text: string) => text.trim() !== '' && text.length <= MAX_TEXT_LENGTH
const textRule = (name: string) => `The ${name} must have 1 to ${MAX_TEXT_LENGTH} characters.`

function isQuantity(text: string, max: number | null): boolean {
  const value = new Decimal(text)
  return value.greaterThan(0) && value.decimalPlaces() <= 2 && (max === null || value.lessThanOrEqualTo(max))
}

function fault(field: readonly string[], rule: string, message: string): WriteError {
  return { code: 'VALIDATION_FAILED', message, field, rule }
}
