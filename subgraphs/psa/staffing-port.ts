import type { DateText, DecimalText, InstantText } from '../../contracts/wire/values.ts'
import type { Entity } from '../shared/port.ts'
import type { RegionCode } from '../shared/vocabulary.ts'
import type { ProposalStatus, StaffingRequestStatus } from './states.ts'

/** Staffing as the port of this subgraph speaks of it: what a project needs, who may do it, and the kickoff that follows. */

export interface StaffingRequest extends Entity {
  /** `STF-` and a running number; for people. */
  readonly number: string
  readonly projectId: string
  readonly status: StaffingRequestStatus
  readonly cancelReason: string | null
  readonly role: string
  readonly grade: string | null
  readonly requiredSkills: readonly SkillRequirement[]
  readonly region: RegionCode
  /** Country in which the work is done on the spot; null when it can be done from anywhere. */
  readonly country: string | null
  readonly startDate: DateText
  readonly endDate: DateText
  readonly hours: DecimalText
  /** Share of a worker's capacity; 1 is all of it. */
  readonly allocation: DecimalText
  readonly mandatoryForKickoff: boolean
  readonly sourcing: SourcingChannel
  /** Subject of the token that asked for it. */
  readonly requestedBy: string
  readonly submittedAt: InstantText
  readonly dueAt: InstantText
  readonly fulfilledAt: InstantText | null
}

/** Somebody who can be booked, under the id of the worker in HR. */
export interface Resource extends Entity, ResourceDraft {}

export interface ResourceDraft {
  readonly id: string
  /** Firm that provides the worker; null for the firm's own people. */
  readonly supplierId: string | null
  /** Whether new bookings may be made. */
  readonly active: boolean
}

export interface SkillRequirement {
  readonly skillCode: string
  /** 1 to 5. */
  readonly minimumLevel: number
  readonly mandatory: boolean
}

export interface CandidateProposal extends Entity {
  readonly staffingRequestId: string
  readonly workerId: string
  readonly status: ProposalStatus
  readonly approvalReasons: readonly ApprovalReason[]
  readonly comment: string | null
  /** Subject of the token that proposed. */
  readonly proposedBy: string
  readonly proposedAt: InstantText
  /** Subject of the token that decided; null until then, and when no approval was needed. */
  readonly decidedBy: string | null
  readonly decidedAt: InstantText | null
  readonly decisionComment: string | null
}

/** The id is that of the project: it has one kickoff. */
export interface Kickoff extends Entity, KickoffDraft {
  /** Subject of the token that recorded it. */
  readonly recordedBy: string
  readonly recordedAt: InstantText
}

export interface KickoffDraft {
  readonly heldAt: InstantText
  readonly attendeeCount: number
  readonly checklist: readonly CheckedItem[]
  /** Why it was held although something was missing; null when nothing was waived. */
  readonly waiverReason: string | null
}

export interface CheckedItem {
  readonly item: KickoffItem
  readonly done: boolean
}

/** How far the staffing of a project is; cancelled requests do not count. */
export interface StaffingSummary {
  /** Requests that the kickoff waits for and that are not booked. */
  readonly mandatoryOpen: number
  readonly mandatoryTotal: number
  /** Something was asked for, and nothing of it that the kickoff waits for is open. */
  readonly resourcesAssigned: boolean
}

/** What the firm bookings of a worker take of the weeks that a request touches; soft ones take nothing. */
export interface WorkerLoad {
  readonly workerId: string
  readonly hours: DecimalText
  /** Of the week with the most of them. */
  readonly fullestWeekHours: DecimalText
}

/** A request whose id the caller has issued, so that a repeated set makes none twice. */
export interface StaffingRequestDraft {
  readonly id: string
  readonly role: string
  readonly grade: string | null
  readonly requiredSkills: readonly SkillRequirement[]
  readonly country: string | null
  readonly startDate: DateText
  readonly endDate: DateText
  readonly hours: DecimalText
  readonly allocation: DecimalText
  readonly mandatoryForKickoff: boolean
  readonly sourcing: SourcingChannel
}

/** A booking of the worker whom a proposal names. */
export interface BookingDraft {
  readonly staffingRequestId: string
  readonly proposalId: string
}

export type StaffingAction =
  | { readonly kind: 'propose'; readonly workerId: string; readonly comment: string | null }
  | {
      readonly kind: 'decide'
      readonly proposalId: string
      readonly decision: 'APPROVE' | 'REJECT'
      readonly comment: string | null
    }

export type StaffingOrderField = 'DUE_AT' | 'START_DATE'
export type SourcingChannel = 'INTERNAL' | 'INTERCOMPANY' | 'SUBCONTRACTOR'
export type ApprovalReason = 'OVER_ALLOCATION' | 'SHORT_NOTICE'
export type KickoffItem = 'CHARTER_AGREED' | 'GOVERNANCE_CALENDAR_SENT' | 'ACCESS_GRANTED' | 'CONTACTS_CONFIRMED'
