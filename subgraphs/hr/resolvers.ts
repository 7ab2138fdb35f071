import { scalars } from '../shared/scalars.ts'
import { Assignment } from './resolvers/assignment.ts'
import { Mutation } from './resolvers/mutation.ts'
import { Project } from './resolvers/project.ts'
import { Query } from './resolvers/query.ts'
import { Skill } from './resolvers/skill.ts'
import { MatchCandidate, StaffingRequest } from './resolvers/staffing-request.ts'
import { Worker } from './resolvers/worker.ts'
import { WorkerSkill } from './resolvers/worker-skill.ts'
import type { Resolvers } from './schema.generated.ts'

/** Every resolver of HR; fields that the record already has need none. */
export const resolvers = {
  ...scalars,
  Query,
  Mutation,
  Worker,
  Skill,
  WorkerSkill,
  Project,
  Assignment,
  StaffingRequest,
  MatchCandidate,
} satisfies Resolvers
