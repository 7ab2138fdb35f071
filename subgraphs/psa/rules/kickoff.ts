import type { Principal } from '../../../contracts/wire/principal.ts'
import type { InstantText } from '../../../contracts/wire/values.ts'
import type { WriteError } from '../../shared/port.ts'
import type { KickoffDraft, StaffingSummary } from '../staffing-port.ts'
import { PROJECT_TRANSITIONS, type ProjectStatus } from '../states.ts'
import { findChecklistFaults, findUndoneItems, KICKOFF_CHECKLIST } from './kickoff-checklist.ts'
import { findReasonFault } from './reason.ts'

/** More people than any kickoff has; a larger number is a typing error. */
const MAX_ATTENDEES = 1_000
/** Who answers for a start without the whole team. */
const WAIVING_ROLES: readonly string[] = ['delivery_director', 'region_head']

/** What is wrong with the record of a kickoff as such, and with who waives. */
export function findKickoffFaults(kickoff: KickoffDraft, principal: Principal): readonly WriteError[] {
  const { attendeeCount, checklist, waiverReason } = kickoff
  const reasonFault = waiverReason === null ? null : findReasonFault(waiverReason, 'waiverReason')
  return [
    ...(attendeeCount >= 1 && attendeeCount <= MAX_ATTENDEES
      ? []
      : [invalid(['attendeeCount'], 'PSA-KICKOFF-ATTENDEES', `A kickoff has 1 to ${MAX_ATTENDEES} attendees.`)]),
    ...findChecklistFaults(checklist),
    ...(reasonFault === null ? [] : [reasonFault]),
    ...(waiverReason === null || mayWaive(principal) ? [] : [NOT_WAIVED]),
  ]
}

/** What the project is like when the kickoff is recorded. */
export interface KickoffSituation {
  readonly projectStatus: ProjectStatus
  readonly staffing: StaffingSummary
  /** Business time. */
  readonly now: InstantText
}

/** Why this kickoff may not be recorded for a project in this situation; a waiver stands for people and preparations only. */
export function refuseKickoff(
  { heldAt, checklist, waiverReason }: KickoffDraft,
  { projectStatus, staffing, now }: KickoffSituation,
): readonly WriteError[] {
  const undone = findUndoneItems(checklist)
  const isWaived = waiverReason !== null
  return [
    ...(Date.parse(heldAt) <= Date.parse(now)
      ? []
      : [invalid(['heldAt'], 'PSA-KICKOFF-FUTURE', 'A kickoff is recorded after it was held.')]),
    ...(STARTING.includes(projectStatus)
      ? []
      : [invalidState(projectStatus, `A project in state ${projectStatus} has no kickoff.`, PROJECT_TRANSITIONS[projectStatus])]),
    ...(staffing.resourcesAssigned || isWaived ? [] : [invalidState(projectStatus, unstaffed(staffing), [])]),
    ...(undone.length === 0 || isWaived
      ? []
      : [
          invalid(['checklist'], 'PSA-KICKOFF-CHECKLIST', `Not done: ${undone.map((item) => KICKOFF_CHECKLIST[item]).join(' ')}`),
        ]),
  ]
}

/** Work that began early may still record its kickoff. */
const STARTING: readonly ProjectStatus[] = ['PLANNED', 'MOBILISING', 'IN_PROGRESS']

const mayWaive = ({ kind, scopes, roles }: Principal) =>
  kind === 'PERSON' && scopes.includes('delivery:approve') && roles.some((role) => WAIVING_ROLES.includes(role))

const NOT_WAIVED: WriteError = {
  code: 'FORBIDDEN',
  message: `Only a person in one of the roles ${WAIVING_ROLES.join(', ')} waives what a kickoff needs.`,
  policy: 'kickoff_waiver',
}

const unstaffed = ({ mandatoryOpen, mandatoryTotal }: StaffingSummary) =>
  mandatoryTotal === 0
    ? 'Nobody was asked for yet.'
    : `${mandatoryOpen} of ${mandatoryTotal} mandatory staffing requests are not booked.`

const invalid = (path: readonly string[], rule: string, message: string): WriteError => ({
  code: 'VALIDATION_FAILED',
  message,
  field: ['input', ...path],
  rule,
})

const invalidState = (currentState: ProjectStatus, message: string, allowedStates: readonly ProjectStatus[]): WriteError => ({
  code: 'INVALID_STATE',
  message,
  currentState,
  allowedStates,
})
