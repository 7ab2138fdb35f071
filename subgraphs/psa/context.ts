import { createBatchLoader } from '../shared/batch-schedule.ts'
import type { Connection } from '../shared/connection.ts'
import type { SubgraphContext } from '../shared/context.ts'
import { createEntityLoaders, type EntityLoaders } from '../shared/loaders.ts'
import type {
  Assignment,
  AssignmentFilter,
  Milestone,
  MilestoneFilter,
  MilestoneOrderField,
  NoFilter,
  Phase,
  Project,
  ProjectFilter,
  ProjectOrderField,
  PsaSystem,
  StaffingRequestFilter,
  Task,
  TaskFilter,
  Timecard,
  TimecardFilter,
} from './port.ts'
import type {
  CandidateProposal,
  Kickoff,
  StaffingOrderField,
  StaffingRequest,
  StaffingSummary,
  WorkerLoad,
} from './staffing-port.ts'

/** What the resolvers of one request work with; every loader batches within that request only. */
export interface PsaContext extends SubgraphContext {
  readonly system: PsaSystem
  readonly projects: EntityLoaders<Project, ProjectFilter, 'accountId' | 'code', ProjectOrderField>
  readonly phases: EntityLoaders<Phase, NoFilter, 'projectId', never>
  readonly tasks: EntityLoaders<Task, TaskFilter, 'projectId', never>
  readonly milestones: EntityLoaders<Milestone, MilestoneFilter, 'projectId', MilestoneOrderField>
  readonly staffingRequests: EntityLoaders<StaffingRequest, StaffingRequestFilter, 'projectId', StaffingOrderField>
  readonly proposals: EntityLoaders<CandidateProposal, NoFilter, 'staffingRequestId', never>
  readonly kickoffs: EntityLoaders<Kickoff, NoFilter, never, never>
  readonly assignments: EntityLoaders<Assignment, AssignmentFilter, 'projectId' | 'workerId' | 'staffingRequestId', never>
  readonly timecards: EntityLoaders<Timecard, TimecardFilter, 'projectId' | 'workerId' | 'assignmentId', never>
  /** Workers booked on a project. */
  workerIdsOf(projectId: string): Promise<readonly string[]>
  staffingOf(projectId: string): Promise<StaffingSummary>
  workerLoadsOf(staffingRequestId: string): Promise<readonly WorkerLoad[]>
}

/** A record that another subgraph owns: its key is all that is known here. */
export interface Reference {
  readonly id: string
}

export type ProjectConnection = Connection<Project>
export type TaskConnection = Connection<Task>
export type MilestoneConnection = Connection<Milestone>
export type StaffingRequestConnection = Connection<StaffingRequest>
export type AssignmentConnection = Connection<Assignment>
export type TimecardConnection = Connection<Timecard>

export const createContext =
  (system: PsaSystem) =>
  (base: SubgraphContext): PsaContext => {
    const { call } = base
    const workerIds = createBatchLoader(call, async (projectIds: readonly string[]) => {
      const found = await system.assignments.findWorkerIds(projectIds, call)
      return projectIds.map((id) => found.get(id) ?? [])
    })
    const staffing = createBatchLoader(call, async (projectIds: readonly string[]) => {
      const found = await system.projects.summariseStaffing(projectIds, call)
      return projectIds.map((id) => found.get(id) as StaffingSummary) // the port answers every id
    })
    const workerLoads = createBatchLoader(call, async (requestIds: readonly string[]) => {
      const found = await system.staffingRequests.findWorkerLoads(requestIds, call)
      return requestIds.map((id) => found.get(id) ?? [])
    })
    return {
      ...base,
      system,
      projects: createEntityLoaders(system.projects, call, {
        filter: { managerIds: ['psa:read'] },
        orderBy: { UPDATED_AT: ['psa:read'] },
      }),
      phases: createEntityLoaders(system.phases, call),
      tasks: createEntityLoaders(system.tasks, call),
      milestones: createEntityLoaders(system.milestones, call, { orderBy: { UPDATED_AT: ['psa:read'] } }),
      staffingRequests: createEntityLoaders(system.staffingRequests, call),
      proposals: createEntityLoaders(system.proposals, call),
      kickoffs: createEntityLoaders(system.kickoffs, call),
      assignments: createEntityLoaders(system.assignments, call),
      timecards: createEntityLoaders(system.timecards, call),
      workerIdsOf: (projectId) => workerIds.load(projectId),
      staffingOf: (projectId) => staffing.load(projectId),
      workerLoadsOf: (staffingRequestId) => workerLoads.load(staffingRequestId),
    }
  }
