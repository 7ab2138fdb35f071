import type { DateText, DecimalText, Money } from '../../contracts/wire/values.ts'
import { createBatchLoader } from '../shared/batch-schedule.ts'
import type { Connection } from '../shared/connection.ts'
import type { SubgraphContext } from '../shared/context.ts'
import { createEntityLoaders, type EntityLoaders } from '../shared/loaders.ts'
import type {
  Candidate,
  CostRateMoment,
  HrSystem,
  NoFilter,
  RegionCode,
  RequiredSkill,
  Skill,
  SkillFilter,
  Worker,
  WorkerFilter,
  WorkerOrderField,
  WorkerSkill,
} from './port.ts'
import type { StaffingDemand, WorkerLoad } from './rules/staffing-demand.ts'

/** What the resolvers of one request work with; every loader batches within that request only. */
export interface HrContext extends SubgraphContext {
  readonly system: HrSystem
  readonly workers: EntityLoaders<Worker, WorkerFilter, 'workerNumber', WorkerOrderField>
  readonly teamMembers: EntityLoaders<Worker, WorkerFilter, 'workerNumber', WorkerOrderField>
  readonly skills: EntityLoaders<Skill, SkillFilter, never, never>
  readonly workerSkills: EntityLoaders<WorkerSkill, NoFilter, 'workerId', never>
  costRateOf(moment: CostRateMoment): Promise<Money | null>
  candidatesFor(demand: StaffingDemand): Promise<readonly Candidate[]>
}

/** A record that another subgraph owns: its key is all that is known here. */
export interface Reference {
  readonly id: string
}

/** A project with what psa says about it when the team is asked for (`@requires`). */
export interface ProjectReference extends Reference {
  readonly assignedWorkerIds?: readonly string[]
}

/** A booking with what psa says about it when its cost rate is asked for (`@requires`); null is what psa could not answer. */
export interface AssignmentReference extends Reference {
  readonly worker?: Reference | null
  readonly startDate?: DateText | null
}

/** A staffing request with what psa says about it when matches are asked for (`@requires`); null is what psa could not answer. */
export interface StaffingRequestReference extends Reference {
  readonly requiredSkills?: readonly RequiredSkill[] | null
  readonly region?: RegionCode
  readonly country?: string | null
  readonly startDate?: DateText | null
  readonly endDate?: DateText | null
  readonly hours?: DecimalText | null
  readonly allocation?: DecimalText | null
  readonly bookedHoursByWorker?: readonly WorkerLoad[] | null
}

export type WorkerConnection = Connection<Worker>
export type SkillConnection = Connection<Skill>

export const createContext =
  (system: HrSystem) =>
  (base: SubgraphContext): HrContext => {
    const { call } = base
    const costRates = createBatchLoader<CostRateMoment, Money | null>(
      call,
      (moments) => system.costRates.findRates(moments, call),
      ({ workerId, on }) => `${workerId} ${on}`,
    )
    const candidates = createBatchLoader<StaffingDemand, readonly Candidate[]>(
      call,
      (demands) => system.candidates.findCandidates(demands, call),
      ({ requestId }) => requestId,
    )
    return {
      ...base,
      system,
      workers: createEntityLoaders(system.workers, call),
      teamMembers: createEntityLoaders(system.teamMembers, call),
      skills: createEntityLoaders(system.skills, call),
      workerSkills: createEntityLoaders(system.workerSkills, call),
      costRateOf: (moment) => costRates.load(moment),
      candidatesFor: (demand) => candidates.load(demand),
    }
  }
