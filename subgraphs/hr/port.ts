import type { DateText, DecimalText, Money } from '../../contracts/wire/values.ts'
import type { Acts, Call, Entity, Reader, SystemOfRecord } from '../shared/port.ts'
import type { RegionCode } from '../shared/vocabulary.ts'

export type { RegionCode } from '../shared/vocabulary.ts'

/** The human resources system as this subgraph needs it. */
export interface HrSystem extends SystemOfRecord {
  readonly workers: Reader<Worker, WorkerFilter, 'workerNumber', WorkerOrderField> & Acts<Worker, WorkerAction>
  /** Workers on the road from a project whose team PSA has told; another row rule holds there. */
  readonly teamMembers: Reader<Worker, WorkerFilter, 'workerNumber', WorkerOrderField>
  readonly skills: Reader<Skill, SkillFilter>
  readonly workerSkills: Reader<WorkerSkill, NoFilter, 'workerId'>
  readonly costRates: FindsCostRates
  readonly candidates: FindsCandidates
}

export interface FindsCostRates {
  /** Loaded cost of an hour of each worker on each day, same order; null before the first rate. One call for all. */
  findRates(moments: readonly CostRateMoment[], call: Call): Promise<readonly (Money | null)[]>
}

export interface FindsCandidates {
  /**
   * The workers who come into question for each demand, same order: employed from its first day to its last and not on leave,
   * allowed to work where it is, and with every mandatory skill. One call for all.
   */
  findCandidates(demands: readonly Demand[], call: Call): Promise<readonly (readonly Candidate[])[]>
}

/** What a staffing request asks for, as far as HR can judge it. */
export interface Demand {
  readonly requiredSkills: readonly RequiredSkill[]
  /** Country in which the work is done on the spot; null when it can be done from anywhere. */
  readonly country: string | null
  readonly startDate: DateText
  readonly endDate: DateText
}

export interface RequiredSkill {
  readonly skillCode: string
  /** 1 to 5. */
  readonly minimumLevel: number
  readonly mandatory: boolean
}

export interface Candidate {
  readonly workerId: string
  readonly workerNumber: string
  readonly region: RegionCode
  readonly country: string
  readonly standardHoursPerWeek: DecimalText
  /** Level of each skill of the demand that the worker has. */
  readonly levels: Readonly<Record<string, number>>
}

export interface CostRateMoment {
  readonly workerId: string
  /** Null means today by the business clock. */
  readonly on: DateText | null
}

/** Person who works for the firm; most of it is personal data. */
export interface Worker extends Entity {
  readonly workerNumber: string
  readonly kind: WorkerKind
  readonly status: WorkerStatus
  readonly displayName: string
  readonly givenName: string
  readonly familyName: string
  readonly workEmail: string | null
  readonly workPhone: string | null
  readonly personalEmail: string | null
  readonly dateOfBirth: DateText | null
  readonly nationality: string | null
  readonly nationalIdLast4: string | null
  readonly jobTitle: string
  readonly grade: string
  readonly practice: string
  readonly department: string
  readonly legalEntityId: string
  /** Null for everybody but contractors. */
  readonly supplierId: string | null
  readonly region: RegionCode
  readonly country: string
  readonly location: string | null
  readonly timeZone: string
  readonly managerId: string | null
  readonly hireDate: DateText
  readonly terminationDate: DateText | null
  readonly fte: DecimalText
  readonly standardHoursPerWeek: DecimalText
  /** Share of billable hours, 0 to 1. */
  readonly targetUtilization: DecimalText
  readonly languages: readonly string[]
  readonly workAuthorizations: readonly string[]
  readonly annualSalary: Money | null
}

/** Skill of the catalogue; its id is its code. */
export interface Skill extends Entity {
  readonly name: string
  readonly category: string
  readonly description: string | null
}

export interface WorkerSkill extends Entity {
  readonly workerId: string
  readonly skillId: string
  /** 1 to 5. */
  readonly level: number
  readonly yearsOfExperience: DecimalText | null
  readonly lastUsedOn: DateText | null
  readonly endorsed: boolean
}

export interface WorkerAction {
  readonly kind: 'upsert-skill'
  readonly skillId: string
  readonly level: number
  /** Null leaves what is on record. */
  readonly yearsOfExperience: DecimalText | null
  /** Null leaves what is on record. */
  readonly lastUsedOn: DateText | null
}

export type NoFilter = Readonly<Record<never, never>>

export interface WorkerFilter {
  readonly ids?: readonly string[] | null
  readonly kind?: readonly WorkerKind[] | null
  readonly status?: readonly WorkerStatus[] | null
  readonly region?: readonly RegionCode[] | null
  /** The worker has all of them; level 1 is enough unless said otherwise. */
  readonly skills?: readonly { readonly code: string; readonly minimumLevel?: number | null }[] | null
}

export interface SkillFilter {
  /** Start of the code or of the name, whatever the case. */
  readonly search?: string | null
  readonly category?: string | null
}

export type WorkerOrderField = 'DISPLAY_NAME' | 'UPDATED_AT'
export type WorkerKind = 'EMPLOYEE' | 'CONTRACTOR' | 'INTERN'
export type WorkerStatus = 'PRE_HIRE' | 'ACTIVE' | 'ON_LEAVE' | 'TERMINATED'
