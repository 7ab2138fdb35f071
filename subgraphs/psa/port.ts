import type { DateText, DecimalText, InstantText, Money } from '../../contracts/wire/values.ts'
import type { Outbox } from '../shared/events.ts'
import type { Acts, Call, Creates, Entity, Reader, SystemOfRecord } from '../shared/port.ts'
import type { PricingModel, RegionCode, ServiceType } from '../shared/vocabulary.ts'
import type {
  BookingDraft,
  CandidateProposal,
  Kickoff,
  KickoffDraft,
  Resource,
  ResourceDraft,
  StaffingAction,
  StaffingOrderField,
  StaffingRequest,
  StaffingRequestDraft,
  StaffingSummary,
  WallAsk,
  WallFacts,
  WorkerLoad,
} from './staffing-port.ts'
import type { AssignmentStatus, MilestoneStatus, ProjectStatus, StaffingRequestStatus, TimecardStatus } from './states.ts'

export type { PricingModel, RegionCode, ServiceType } from '../shared/vocabulary.ts'

/** The professional services automation system as this subgraph needs it. */
export interface PsaSystem extends SystemOfRecord {
  readonly projects: Reader<Project, ProjectFilter, 'accountId' | 'code', ProjectOrderField> &
    Creates<Project, ProjectDraft> &
    Acts<Project, ProjectAction> &
    SummarisesStaffing
  readonly phases: Reader<Phase, NoFilter, 'projectId'>
  readonly tasks: Reader<Task, TaskFilter, 'projectId'>
  readonly milestones: Reader<Milestone, MilestoneFilter, 'projectId', MilestoneOrderField>
  readonly staffingRequests: Reader<StaffingRequest, StaffingRequestFilter, 'projectId', StaffingOrderField> &
    Creates<StaffingRequest, StaffingRequestDraft & { readonly projectId: string }> &
    Acts<StaffingRequest, StaffingAction> &
    FindsWorkerLoads &
    FindsWallFacts
  readonly proposals: Reader<CandidateProposal, NoFilter, 'staffingRequestId'>
  readonly kickoffs: Reader<Kickoff, NoFilter>
  readonly assignments: Reader<Assignment, AssignmentFilter, 'projectId' | 'workerId' | 'staffingRequestId'> &
    Creates<Assignment, BookingDraft> &
    Acts<Assignment, AssignmentAction> &
    FindsWorkers
  readonly timecards: Reader<Timecard, TimecardFilter, 'projectId' | 'workerId' | 'assignmentId'> &
    Creates<Timecard, TimecardDraft> &
    Acts<Timecard, TimecardAction>
  readonly resources: Reader<Resource, NoFilter> & Creates<Resource, ResourceDraft>
  readonly events: Outbox
}

export interface FindsWorkers {
  /** Distinct workers booked on each project and not released, by id; one call for all projects. */
  findWorkerIds(projectIds: readonly string[], call: Call): Promise<ReadonlyMap<string, readonly string[]>>
}

export interface FindsWorkerLoads {
  /** Loads of the workers who have any in the weeks of each request, fullest week first, 10,000 at most; one call for all requests. */
  findWorkerLoads(requestIds: readonly string[], call: Call): Promise<ReadonlyMap<string, readonly WorkerLoad[]>>
}

export interface FindsWallFacts {
  /** What the ethical wall is decided on, in the order of `asks`; one call for all of them. */
  findWallFacts(asks: readonly WallAsk[], call: Call): Promise<readonly WallFacts[]>
}

export interface SummarisesStaffing {
  /** How far the staffing of each project is, by id; one call for all projects, and one without requests has an entry too. */
  summariseStaffing(projectIds: readonly string[], call: Call): Promise<ReadonlyMap<string, StaffingSummary>>
}

export interface Project extends Entity {
  readonly code: string
  readonly name: string
  readonly description: string | null
  readonly status: ProjectStatus
  readonly statusReason: string | null
  readonly health: HealthStatus
  readonly accountId: string
  readonly serviceType: ServiceType
  readonly pricingModel: PricingModel
  readonly region: RegionCode
  readonly practice: string
  readonly projectManagerId: string | null
  readonly templateId: string | null
  readonly templateVersion: number | null
  readonly plannedStart: DateText
  readonly plannedEnd: DateText
  readonly baselineStart: DateText | null
  readonly baselineEnd: DateText | null
  readonly actualStart: DateText | null
  readonly actualEnd: DateText | null
  readonly plannedHours: DecimalText
  readonly actualHours: DecimalText
  readonly remainingHours: DecimalText
}

export interface Phase extends Entity {
  readonly projectId: string
  readonly name: string
  /** Position in the project, from 1. */
  readonly order: number
  readonly plannedStart: DateText
  readonly plannedEnd: DateText
  readonly plannedHours: DecimalText
  readonly wbsCode: string | null
}

export interface Task extends Entity {
  readonly projectId: string
  readonly phaseId: string | null
  readonly name: string
  readonly status: TaskStatus
  readonly assigneeId: string | null
  readonly plannedHours: DecimalText
  readonly remainingHours: DecimalText
  readonly dueDate: DateText | null
  readonly billable: boolean
}

export interface Milestone extends Entity {
  readonly projectId: string
  readonly phaseId: string | null
  readonly name: string
  readonly description: string | null
  readonly kind: MilestoneKind
  readonly status: MilestoneStatus
  readonly ownerId: string | null
  readonly subcontractorId: string | null
  readonly baselineDate: DateText
  readonly plannedDate: DateText
  readonly forecastDate: DateText | null
  readonly completedAt: InstantText | null
  readonly submittedAt: InstantText | null
  readonly acceptedAt: InstantText | null
  readonly slipCount: number
  readonly billable: boolean
  readonly amount: Money | null
  readonly acceptanceCriteria: readonly string[]
  readonly deemedAcceptanceDays: number | null
  readonly evidence: readonly EvidenceItem[]
  readonly dependsOnIds: readonly string[]
  /** 0 to 1. */
  readonly percentComplete: DecimalText
}

export interface EvidenceItem {
  readonly documentId: string
  readonly title: string
  readonly addedAt: InstantText
}

export interface Assignment extends Entity {
  readonly projectId: string
  readonly workerId: string
  /** Request that it was made from; null for a booking that was made without one. */
  readonly staffingRequestId: string | null
  readonly role: string
  readonly status: AssignmentStatus
  readonly startDate: DateText
  readonly endDate: DateText
  /** Share of capacity; 1 is all of it. */
  readonly allocation: DecimalText
  readonly plannedHours: DecimalText
  readonly actualHours: DecimalText
  readonly billable: boolean
  readonly billRate: Money | null
  readonly subcontracted: boolean
  readonly confirmedAt: InstantText | null
  /** Why it was released; null until then. */
  readonly releaseReason: string | null
}

export interface Timecard extends Entity {
  readonly projectId: string
  readonly assignmentId: string
  readonly workerId: string
  /** A Monday. */
  readonly weekStart: DateText
  readonly entries: readonly TimeEntry[]
  readonly status: TimecardStatus
  readonly submittedAt: InstantText | null
  /** Subject of the token that submitted it. */
  readonly submittedBy: string | null
  readonly decidedAt: InstantText | null
  readonly approverId: string | null
  readonly rejectionReason: string | null
}

export interface TimeEntry {
  readonly date: DateText
  readonly hours: DecimalText
  readonly billable: boolean
  readonly taskId: string | null
  readonly note: string | null
}

/** A project with its whole plan; every id is decided before the first write. */
export interface ProjectDraft {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly description: string | null
  readonly accountId: string
  /** Account of the reseller that brought the deal, and sees the project; null for a sale of the firm's own. */
  readonly resellerAccountId: string | null
  readonly serviceType: ServiceType
  readonly pricingModel: PricingModel
  readonly region: RegionCode
  readonly practice: string
  readonly projectManagerId: string | null
  readonly templateId: string | null
  readonly templateVersion: number | null
  readonly plannedStart: DateText
  readonly plannedEnd: DateText
  readonly phases: readonly PhaseDraft[]
  readonly milestones: readonly MilestoneDraft[]
}

export interface PhaseDraft {
  readonly id: string
  readonly name: string
  readonly order: number
  readonly plannedStart: DateText
  readonly plannedEnd: DateText
  readonly plannedHours: DecimalText
  readonly wbsCode: string | null
  readonly tasks: readonly TaskDraft[]
}

export interface TaskDraft {
  readonly id: string
  readonly name: string
  readonly plannedHours: DecimalText
  readonly dueDate: DateText | null
  readonly billable: boolean
}

export interface MilestoneDraft {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly kind: MilestoneKind
  readonly plannedDate: DateText
  /** Position of a phase of the draft. */
  readonly phaseOrder: number | null
  readonly billable: boolean
  readonly amount: Money | null
  readonly acceptanceCriteria: readonly string[]
  readonly deemedAcceptanceDays: number | null
}

/** A submitted week; its id follows from assignment and week, so that a week exists once. */
export interface TimecardDraft {
  readonly assignmentId: string
  readonly weekStart: DateText
  readonly entries: readonly TimeEntry[]
}

export type ProjectAction =
  | { readonly kind: 'set-status'; readonly status: ProjectStatus; readonly reason: string }
  | { readonly kind: 'request-staff'; readonly requests: readonly StaffingRequestDraft[] }
  | { readonly kind: 'cancel-staffing'; readonly reason: string }
  | { readonly kind: 'record-kickoff'; readonly kickoff: KickoffDraft }

export interface AssignmentAction {
  readonly kind: 'release'
  readonly reason: string
}

export type TimecardAction = { readonly kind: 'approve' } | { readonly kind: 'reject'; readonly reason: string }

export interface DateRange {
  readonly from: DateText
  readonly to: DateText
}

export type NoFilter = Readonly<Record<never, never>>

export interface ProjectFilter {
  readonly ids?: readonly string[] | null
  readonly accountIds?: readonly string[] | null
  readonly status?: readonly ProjectStatus[] | null
  readonly health?: readonly HealthStatus[] | null
  readonly region?: readonly RegionCode[] | null
  readonly serviceType?: readonly ServiceType[] | null
  readonly managerIds?: readonly string[] | null
  readonly plannedEnd?: DateRange | null
}

export interface TaskFilter {
  readonly status?: TaskStatus | null
}

export interface MilestoneFilter {
  readonly projectIds?: readonly string[] | null
  readonly status?: readonly MilestoneStatus[] | null
  readonly plannedDate?: DateRange | null
  readonly billable?: boolean | null
  readonly overdue?: boolean | null
}

export interface StaffingRequestFilter {
  readonly projectIds?: readonly string[] | null
  readonly status?: readonly StaffingRequestStatus[] | null
  readonly region?: readonly RegionCode[] | null
  readonly mandatoryForKickoff?: boolean | null
  readonly startDate?: DateRange | null
}

export interface AssignmentFilter {
  readonly projectIds?: readonly string[] | null
  readonly workerIds?: readonly string[] | null
  readonly status?: readonly AssignmentStatus[] | null
  readonly active?: DateRange | null
}

export interface TimecardFilter {
  readonly projectIds?: readonly string[] | null
  readonly workerIds?: readonly string[] | null
  readonly status?: readonly TimecardStatus[] | null
  readonly week?: DateRange | null
}

export type ProjectOrderField = 'NAME' | 'PLANNED_END' | 'UPDATED_AT'
export type MilestoneOrderField = 'PLANNED_DATE' | 'UPDATED_AT'
export type HealthStatus = 'GREEN' | 'AMBER' | 'RED'
export type TaskStatus = 'TODO' | 'DOING' | 'BLOCKED' | 'DONE'
export type MilestoneKind = 'DELIVERY' | 'PAYMENT' | 'GATE' | 'GO_LIVE' | 'CLOSURE'
