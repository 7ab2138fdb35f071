import { dateText, decimal, type InstantText } from '../../../contracts/wire/values.ts'
import { approvalReasons } from '../../../subgraphs/psa/rules/staffing-approval.ts'
import { staffingDeadline } from '../../../subgraphs/psa/rules/staffing-deadline.ts'
import { priceOf, text } from '../amounts.ts'
import { dateOf, instantOf, TODAY, workdayFrom } from '../calendar.ts'
import type { Row } from '../load-rows.ts'
import { later } from '../model/handoff.ts'
import { idOf } from '../model/ids.ts'
import type { ProjectFacts } from '../model/projects.ts'
import type { StaffingFacts } from '../model/staffing.ts'
import { stamps } from './stamps.ts'

const WORKFLOW = 'svc_orchestrator'
const RESOURCE_MANAGER = 'wrk_resourcemanager'
const APPROVER = 'wrk_deliverydirector'
/** Longest time between a request and its booking. */
const MAX_SEARCH_SECONDS = 6 * 86_400

/** When a project was set up, and when all its mandatory people were there; null while they are not. */
export interface ProjectTimes {
  readonly createdAt: InstantText
  readonly staffedAt: InstantText | null
}

/** Effort of so many days at this share of full time: 40 hours a week. */
export const effortOf = (days: number, allocation: number): string => text(priceOf(Math.round((days / 7) * 40) * 100, allocation))

export const staffingRequestId = ({ index }: StaffingFacts): string => idOf('StaffingRequest', index)

/** When the person was booked: some days after the request, and before the project had everybody. */
export function bookedAt({ draws }: StaffingFacts, { createdAt, staffedAt }: ProjectTimes): InstantText {
  const untilMs = Date.parse(staffedAt ?? instantOf(TODAY - 1, 16))
  const seconds = Math.min(MAX_SEARCH_SECONDS, (untilMs - Date.parse(createdAt)) / 1000)
  return later(createdAt, Math.floor(seconds * draws.unit('booked')))
}

/** The handoff asks when the project is set up; who runs a project asks for more later. */
const submittedAt = ({ booking, project, draws }: StaffingFacts, { createdAt }: ProjectTimes): InstantText =>
  booking !== null || project.status === 'PLANNED'
    ? createdAt
    : (instantOf(workdayFrom(TODAY - draws.int('submitted', 1, 3)), 7) as InstantText) // made by toISOString

export function staffingRequestRow(request: StaffingFacts, times: ProjectTimes, skill: Row | undefined): Row {
  const { index, project, status, worker, role, start, end, allocation, isMandatory } = request
  const { entity, account } = project.sale
  const submitted = submittedAt(request, times)
  return {
    id: staffingRequestId(request),
    number: `STF-${String(index).padStart(6, '0')}`,
    project_id: project.id,
    status,
    cancel_reason: status === 'CANCELLED' ? 'The client ended the engagement' : null,
    role: role.name,
    grade: role.grade,
    required_skills:
      skill === undefined ? [] : [{ skillCode: skill.skill_id, minimumLevel: skill.level, mandatory: isMandatory }],
    region: account.region,
    start_date: dateOf(start),
    end_date: dateOf(end),
    hours: effortOf(end - start + 1, allocation),
    allocation: text(allocation),
    mandatory_for_kickoff: isMandatory,
    sourcing: worker.kind === 'CONTRACTOR' ? 'SUBCONTRACTOR' : worker.entity.id === entity.id ? 'INTERNAL' : 'INTERCOMPANY',
    requested_by: submitted === times.createdAt ? WORKFLOW : project.managerId,
    submitted_at: submitted,
    due_at: staffingDeadline(submitted),
    fulfilled_at: status === 'FULFILLED' ? bookedAt(request, times) : null,
    ...stamps(submitted),
  }
}

const PROPOSAL_STATUS = {
  PROPOSED: 'PROPOSED',
  APPROVED: 'APPROVED',
  FULFILLED: 'ACCEPTED',
  CANCELLED: 'WITHDRAWN',
} as const

/** The candidate of a request; none while nobody was found. */
export function candidateRows(request: StaffingFacts, times: ProjectTimes): readonly Row[] {
  const { status, index, worker, start, allocation } = request
  if (status === 'SUBMITTED') return []
  const submitted = submittedAt(request, times)
  const demand = { allocation: decimal(text(allocation)), startDate: dateText(dateOf(start)) }
  const reasons = approvalReasons(demand, dateText(submitted.slice(0, 10)))
  const isDecided = reasons.length > 0 && status !== 'PROPOSED'
  const decidedAt = request.booking === null ? later(submitted, 3600) : bookedAt(request, times)
  return [
    {
      id: idOf('CandidateProposal', index),
      staffing_request_id: staffingRequestId(request),
      worker_id: worker.id,
      status: PROPOSAL_STATUS[status],
      approval_reasons: reasons,
      comment: null,
      proposed_by: RESOURCE_MANAGER,
      proposed_at: submitted,
      decided_by: isDecided ? APPROVER : null,
      decided_at: isDecided ? decidedAt : null,
      ...stamps(submitted),
    },
  ]
}

/** The kickoff of a project whose handoff is over; none before. */
export function kickoffRows({ id, managerId }: ProjectFacts, heldAt: InstantText | null, teamSize: number): readonly Row[] {
  if (heldAt === null) return []
  return [
    {
      id,
      held_at: heldAt,
      attendee_count: teamSize + 4,
      checklist: ['CHARTER_AGREED', 'GOVERNANCE_CALENDAR_SENT', 'ACCESS_GRANTED', 'CONTACTS_CONFIRMED'].map((item) => ({
        item,
        done: true,
      })),
      waiver_reason: null,
      recorded_by: managerId,
      recorded_at: heldAt,
      ...stamps(heldAt),
    },
  ]
}
