import type { Decimal } from 'decimal.js'
import type { Candidate, RequiredSkill } from '../port.ts'
import type { StaffingDemand } from './staffing-demand.ts'

/** What a match was judged by. */
interface Reasons {
  readonly demand: StaffingDemand
  readonly candidate: Candidate
  /** Skills that are wanted, not mandatory, and not there at their level. */
  readonly missing: readonly RequiredSkill[]
  readonly available: Decimal
  readonly leftInFullestWeek: Decimal
  readonly askedAWeek: Decimal
}

/** The three parts of a score as sentences, for whoever proposes the worker. It names nobody: the reader may see the name or not. */
export function explainMatch(reasons: Reasons): string {
  return [skillSentence(reasons), availabilitySentence(reasons), locationSentence(reasons)].join(' ')
}

function skillSentence({ demand: { requiredSkills }, candidate: { levels }, missing }: Reasons): string {
  if (requiredSkills.length === 0) return 'No skill was asked for.'
  const met = `Meets ${requiredSkills.length - missing.length} of ${requiredSkills.length} skills`
  if (missing.length === 0) return `${met}.`
  const gaps = missing.map(
    ({ skillCode, minimumLevel }) => `${skillCode} is at level ${levels[skillCode] ?? 0} instead of ${minimumLevel}`,
  )
  return `${met}; ${gaps.join(', ')}.`
}

function availabilitySentence({ demand: { hours }, available, leftInFullestWeek, askedAWeek }: Reasons): string {
  const free = `Has ${available.toFixed()} hours free for ${hours} asked; the fullest week leaves ${leftInFullestWeek.toFixed()}`
  return `${free} of the ${askedAWeek.toFixed()} that a week takes.`
}

function locationSentence({ demand, candidate }: Reasons): string {
  if (demand.country === candidate.country) return `Works in ${demand.country}, where the work is done.`
  const place = `Works in ${candidate.country}`
  return candidate.region === demand.region
    ? `${place}, in the region of the project.`
    : `${place}, outside the region of the project.`
}
