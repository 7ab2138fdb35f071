import { DomainEvent } from '../shared/event-resolvers.ts'
import { scalars } from '../shared/scalars.ts'
import { Account } from './resolvers/account.ts'
import { Assignment } from './resolvers/assignment.ts'
import { Kickoff } from './resolvers/kickoff.ts'
import { Milestone } from './resolvers/milestone.ts'
import { Mutation } from './resolvers/mutation.ts'
import { Project } from './resolvers/project.ts'
import { Query } from './resolvers/query.ts'
import { Resource } from './resolvers/resource.ts'
import { CandidateProposal, StaffingRequest } from './resolvers/staffing-request.ts'
import { Task } from './resolvers/task.ts'
import { Timecard } from './resolvers/timecard.ts'
import { Worker } from './resolvers/worker.ts'
import type { Resolvers } from './schema.generated.ts'

/** Every resolver of PSA; fields that the record already has need none. */
export const resolvers = {
  ...scalars,
  Query,
  Mutation,
  Project,
  Task,
  Milestone,
  StaffingRequest,
  CandidateProposal,
  Kickoff,
  Resource,
  Assignment,
  Timecard,
  Worker,
  Account,
  DomainEvent,
} satisfies Resolvers
