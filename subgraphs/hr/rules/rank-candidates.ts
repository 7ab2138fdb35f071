import { Decimal } from 'decimal.js'
import { type DecimalText, decimal } from '../../../contracts/wire/values.ts'
import type { Candidate, RequiredSkill } from '../port.ts'
import { explainMatch } from './match-explanation.ts'
import type { StaffingDemand, WorkerLoad } from './staffing-demand.ts'
import { workingWeeksOf } from './working-weeks.ts'

export interface Match {
  readonly workerId: string
  readonly score: DecimalText
  readonly skillScore: DecimalText
  readonly availabilityScore: DecimalText
  readonly locationScore: DecimalText
  readonly missingSkills: readonly string[]
  readonly availableHours: DecimalText
  readonly explanation: string
}

/** Cost fit (0.10) is left out until a request names a target rate; the mean is over the rest. */
const WEIGHTS = { skill: '0.45', availability: '0.35', location: '0.10' } as const
const TOTAL_WEIGHT = Object.values(WEIGHTS).reduce((sum, weight) => sum.plus(weight), new Decimal(0))
/** Hours of one day of a whole person, as psa books them. */
const HOURS_PER_DAY = 8

/**
 * Those who come into question, best first. Whoever could be booked as asked comes before everybody who has too few hours
 * free, whatever their skills; who has a full week could not be booked at all and is left out. The same facts always give
 * the same order: ties go to the lower worker number.
 */
export function rankCandidates(
  demand: StaffingDemand,
  candidates: readonly Candidate[],
  loads: readonly WorkerLoad[],
  limit: number,
): readonly Match[] {
  const loadOf = new Map(loads.map((load) => [load.workerId, load]))
  const weeks = workingWeeksOf(demand)
  const askedAWeek = new Decimal(demand.allocation).times(HOURS_PER_DAY).times(Math.max(1, ...weeks))
  const asked: Asked = { demand, weeks: weeks.length, askedAWeek }
  return candidates
    .map((candidate) => ({
      workerNumber: candidate.workerNumber,
      match: judge(asked, candidate, loadOf.get(candidate.workerId)),
    }))
    .filter(({ match }) => !new Decimal(match.availabilityScore).isZero())
    .toSorted(
      (a, b) =>
        Number(isFree(b.match)) - Number(isFree(a.match)) ||
        new Decimal(b.match.score).comparedTo(a.match.score) ||
        (a.workerNumber < b.workerNumber ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ match }) => match)
}

const isFree = ({ availabilityScore }: Match): boolean => new Decimal(availabilityScore).equals(1)

interface Asked {
  readonly demand: StaffingDemand
  /** Weeks with a working day. */
  readonly weeks: number
  /** Hours that a booking takes of the week with the most working days. */
  readonly askedAWeek: Decimal
}

function judge({ demand, weeks, askedAWeek }: Asked, candidate: Candidate, load: WorkerLoad | undefined): Match {
  const weekly = new Decimal(candidate.standardHoursPerWeek)
  const available = atLeastZero(weekly.times(weeks).minus(load?.hours ?? 0))
  const leftInFullestWeek = atLeastZero(weekly.minus(load?.fullestWeekHours ?? 0))

  const skill = skillScoreOf(demand.requiredSkills, candidate.levels)
  const availability = Decimal.min(1, available.dividedBy(demand.hours), leftInFullestWeek.dividedBy(askedAWeek))
  const location = locationScoreOf(demand, candidate)
  const weighted = skill
    .times(WEIGHTS.skill)
    .plus(availability.times(WEIGHTS.availability))
    .plus(location.times(WEIGHTS.location))
  const missing = demand.requiredSkills.filter((required) => !isMet(required, candidate.levels))
  return {
    workerId: candidate.workerId,
    score: scoreText(weighted.dividedBy(TOTAL_WEIGHT)),
    skillScore: scoreText(skill),
    // Rounded down: a worker who lacks some minutes is not free.
    availabilityScore: scoreText(availability, Decimal.ROUND_DOWN),
    locationScore: scoreText(location),
    missingSkills: missing.map(({ skillCode }) => skillCode),
    availableHours: decimal(available.toFixed()),
    explanation: explainMatch({ demand, candidate, missing, available, leftInFullestWeek, askedAWeek }),
  }
}

function skillScoreOf(required: readonly RequiredSkill[], levels: Candidate['levels']): Decimal {
  if (required.length === 0) return new Decimal(1)
  return required
    .reduce(
      (sum, { skillCode, minimumLevel }) => sum.plus(Decimal.min(1, new Decimal(levels[skillCode] ?? 0).dividedBy(minimumLevel))),
      new Decimal(0),
    )
    .dividedBy(required.length)
}

const isMet = ({ skillCode, minimumLevel }: RequiredSkill, levels: Candidate['levels']): boolean =>
  (levels[skillCode] ?? 0) >= minimumLevel

function locationScoreOf(demand: StaffingDemand, { country, region }: Candidate): Decimal {
  if (demand.country === null) return new Decimal(region === demand.region ? 1 : 0)
  if (country === demand.country) return new Decimal(1)
  return new Decimal(region === demand.region ? '0.5' : 0)
}

const atLeastZero = (value: Decimal): Decimal => Decimal.max(0, value)
const scoreText = (score: Decimal, rounding: Decimal.Rounding = Decimal.ROUND_HALF_UP): DecimalText =>
  decimal(score.toDecimalPlaces(4, rounding).toFixed())
