import { toPayload } from '../../shared/user-error.ts'
import { toProjectDraft } from '../project-draft.ts'
import type { MutationResolvers } from '../schema.generated.ts'

export const Mutation: Required<MutationResolvers> = {
  async createPsaProject(_, { input }, { system, call }) {
    const { idempotencyKey } = input
    return toPayload('project', await system.projects.create(toProjectDraft(input), { idempotencyKey }, call))
  },
  async setProjectStatus(_, { input }, { system, call }) {
    const { idempotencyKey, projectId, status, reason, expectedRevision: ifRevision } = input
    const action = { kind: 'set-status', status, reason } as const
    return toPayload('project', await system.projects.act(projectId, action, { idempotencyKey, ifRevision }, call))
  },
  async submitTimecard(_, { input }, { system, call }) {
    const { idempotencyKey, assignmentId, weekStart } = input
    const entries = input.entries.map(({ taskId, note, ...entry }) => ({ ...entry, taskId: taskId ?? null, note: note ?? null }))
    return toPayload('timecard', await system.timecards.create({ assignmentId, weekStart, entries }, { idempotencyKey }, call))
  },
  async decideTimecard(_, { input }, { system, call }) {
    const { idempotencyKey, timecardId, approve, reason, expectedRevision: ifRevision } = input
    const action = approve ? ({ kind: 'approve' } as const) : ({ kind: 'reject', reason: reason ?? '' } as const)
    return toPayload('timecard', await system.timecards.act(timecardId, action, { idempotencyKey, ifRevision }, call))
  },
}
