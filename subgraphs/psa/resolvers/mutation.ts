import { idFor } from '../../../contracts/wire/ids.ts'
import { acknowledgeEvents } from '../../shared/event-resolvers.ts'
import { toPayload } from '../../shared/user-error.ts'
import { toProjectDraft } from '../project-draft.ts'
import type { MutationResolvers } from '../schema.generated.ts'
import { toStaffingRequestDraft } from '../staffing-request-draft.ts'

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
  async createStaffingRequests(_, { input }, { system, call }) {
    const { idempotencyKey, projectId } = input
    const requests = input.requests.map(({ staffingRequestId, ...request }) => toStaffingRequestDraft(staffingRequestId, request))
    const action = { kind: 'request-staff', requests } as const
    return toPayload('project', await system.projects.act(projectId, action, { idempotencyKey }, call))
  },
  async cancelStaffingRequests(_, { input }, { system, call }) {
    const { idempotencyKey, projectId, reason } = input
    const action = { kind: 'cancel-staffing', reason } as const
    return toPayload('project', await system.projects.act(projectId, action, { idempotencyKey }, call))
  },
  async createStaffingRequest(_, { input }, { system, call }) {
    const { idempotencyKey, projectId, ...request } = input
    // The id follows from the caller's key, so that a repetition asks for the same request.
    const id = idFor('StaffingRequest', call.principal.subject, idempotencyKey)
    const draft = { ...toStaffingRequestDraft(id, request), projectId }
    return toPayload('staffingRequest', await system.staffingRequests.create(draft, { idempotencyKey }, call))
  },
  async proposeCandidate(_, { input }, { system, call }) {
    const { idempotencyKey, staffingRequestId, workerId, comment = null } = input
    const action = { kind: 'propose', workerId, comment } as const
    return toPayload('staffingRequest', await system.staffingRequests.act(staffingRequestId, action, { idempotencyKey }, call))
  },
  async approveCandidate(_, { input }, { system, call }) {
    const { idempotencyKey, staffingRequestId, proposalId, decision, comment = null } = input
    const action = { kind: 'decide', proposalId, decision, comment } as const
    return toPayload('staffingRequest', await system.staffingRequests.act(staffingRequestId, action, { idempotencyKey }, call))
  },
  async registerResource(_, { input: { idempotencyKey, workerId: id, supplierId = null, active = true } }, { system, call }) {
    return toPayload('resource', await system.resources.create({ id, supplierId, active }, { idempotencyKey }, call))
  },
  async confirmAssignment(_, { input: { idempotencyKey, ...draft } }, { system, call }) {
    return toPayload('assignment', await system.assignments.create(draft, { idempotencyKey }, call))
  },
  async releaseAssignment(_, { input: { idempotencyKey, assignmentId, reason } }, { system, call }) {
    const action = { kind: 'release', reason } as const
    return toPayload('assignment', await system.assignments.act(assignmentId, action, { idempotencyKey }, call))
  },
  async recordKickoff(_, { input }, { system, call }) {
    const { idempotencyKey, projectId, waiverReason = null, ...held } = input
    const action = { kind: 'record-kickoff', kickoff: { ...held, waiverReason } } as const
    return toPayload('project', await system.projects.act(projectId, action, { idempotencyKey }, call))
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
  acknowledgePsaEvents: acknowledgeEvents,
}
