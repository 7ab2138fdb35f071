import { appError } from '../../../contracts/wire/errors.ts'
import type { StaffingRequestReference } from '../context.ts'
import { rankCandidates } from '../rules/rank-candidates.ts'
import type { StaffingDemand, WorkerLoad } from '../rules/staffing-demand.ts'
import type { MatchCandidateResolvers, StaffingRequestResolvers } from '../schema.generated.ts'

export const StaffingRequest: StaffingRequestResolvers = {
  async matches(request, { limit }, { candidatesFor }) {
    const most = matchLimit(limit)
    const asked = readDemand(request)
    if (asked === null) return null
    return rankCandidates(asked.demand, await candidatesFor(asked.demand), asked.loads, most)
  },
}

export const MatchCandidate: MatchCandidateResolvers = {
  async worker({ workerId }, _, { workers }) {
    const worker = await workers.byId(workerId)
    if (worker === null) throw new Error(`worker ${workerId} was found and cannot be read`)
    return worker
  },
}

/** @throws PAGE_SIZE_OUT_OF_RANGE unless 1 <= limit <= 50. */
function matchLimit(limit: number | null): number {
  const most = limit ?? DEFAULT_MATCHES
  if (most >= 1 && most <= MAX_MATCHES) return most
  throw appError('PAGE_SIZE_OUT_OF_RANGE', `"limit" must be between 1 and ${MAX_MATCHES}.`, { limit: most })
}
const DEFAULT_MATCHES = 10
const MAX_MATCHES = 50

/** What psa said of the request; null when it could not say all of it. */
function readDemand(
  request: StaffingRequestReference,
): { readonly demand: StaffingDemand; readonly loads: readonly WorkerLoad[] } | null {
  const {
    id: requestId,
    requiredSkills,
    region,
    country,
    startDate,
    endDate,
    hours,
    allocation,
    bookedHoursByWorker: loads,
  } = request
  if (region === undefined || country === undefined || loads === undefined) throw new Error('the gateway did not send the demand')
  if (!requiredSkills || !startDate || !endDate || !hours || !allocation || loads === null) return null
  return { demand: { requestId, requiredSkills, region, country, startDate, endDate, hours, allocation }, loads }
}
