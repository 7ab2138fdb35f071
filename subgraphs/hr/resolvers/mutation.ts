import { toPayload } from '../../shared/user-error.ts'
import type { MutationResolvers } from '../schema.generated.ts'

export const Mutation: Required<MutationResolvers> = {
  async upsertWorkerSkill(_, { input }, { system, call }) {
    const { idempotencyKey, workerId, skillCode, level, expectedRevision: ifRevision } = input
    const action = {
      kind: 'upsert-skill',
      skillId: skillCode,
      level,
      yearsOfExperience: input.yearsOfExperience ?? null,
      lastUsedOn: input.lastUsedOn ?? null,
    } as const
    return toPayload('worker', await system.workers.act(workerId, action, { idempotencyKey, ifRevision }, call))
  },
}
