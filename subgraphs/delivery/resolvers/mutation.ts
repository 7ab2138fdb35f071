import { toPayload } from '../../shared/user-error.ts'
import type { MutationResolvers, StepDefinitionInput } from '../schema.generated.ts'
import type { StepDefinition } from '../workflows/definition.ts'

export const Mutation: MutationResolvers = {
  startHandoff: async (_, { input: { idempotencyKey, opportunityId, contractId } }, { system, call }) => {
    const draft = { opportunityId, contractId: contractId ?? null }
    return toPayload('handoff', await system.handoffs.create(draft, { idempotencyKey }, call))
  },

  decideApproval: async (_, { input: { idempotencyKey, approvalId, decision, comment } }, { system, call }) => {
    const action = { kind: 'decide', decision, comment: comment ?? null } as const
    return toPayload('approval', await system.approvals.act(approvalId, action, { idempotencyKey }, call))
  },

  cancelRun: async (_, { input: { idempotencyKey, runId, reason } }, { system, call }) =>
    toPayload('run', await system.runs.act(runId, { kind: 'cancel', reason }, { idempotencyKey }, call)),

  retryStep: async (_, { input: { idempotencyKey, runId, stepKey, reason } }, { system, call }) =>
    toPayload('run', await system.runs.act(runId, { kind: 'retry-step', stepKey, reason }, { idempotencyKey }, call)),

  skipStep: async (_, { input: { idempotencyKey, runId, stepKey, reason } }, { system, call }) =>
    toPayload('run', await system.runs.act(runId, { kind: 'skip-step', stepKey, reason }, { idempotencyKey }, call)),

  resolveReviewTask: async (_, { input: { idempotencyKey, taskId, resolution, comment } }, { system, call }) => {
    const action = { kind: 'resolve', resolution, comment } as const
    return toPayload('reviewTask', await system.reviewTasks.act(taskId, action, { idempotencyKey }, call))
  },

  delegateApproval: async (_, { input: { idempotencyKey, approvalId, toWorkerId, reason } }, { system, call }) => {
    const action = { kind: 'delegate', toWorkerId, reason } as const
    return toPayload('approval', await system.approvals.act(approvalId, action, { idempotencyKey }, call))
  },

  resubmitApproval: async (_, { input: { idempotencyKey, approvalId, comment } }, { system, call }) => {
    const action = { kind: 'resubmit', comment } as const
    return toPayload('approval', await system.approvals.act(approvalId, action, { idempotencyKey }, call))
  },

  selectTemplate: async (_, { input: { idempotencyKey, approvalId, templateCode, reason } }, { system, call }) => {
    const action = { kind: 'choose-template', templateCode, reason } as const
    return toPayload('approval', await system.approvals.act(approvalId, action, { idempotencyKey }, call))
  },

  publishWorkflowDefinition: async (_, { input: { idempotencyKey, groups, ...version } }, { system, call }) => {
    const definition = { ...version, groups: groups.map((group) => group.map(toStep)) }
    return toPayload('workflowDefinition', await system.definitions.create(definition, { idempotencyKey }, call))
  },

  registerPartner: async (_, { input: { idempotencyKey, kind, name, accountId, supplierId } }, { system, call }) => {
    const draft = { kind, name, accountId: accountId ?? null, supplierId: supplierId ?? null }
    return toPayload('partner', await system.partners.create(draft, { idempotencyKey }, call))
  },

  issuePartnerClient: async (_, { input: { idempotencyKey, clientId, scopes, ...client } }, { system, call }) => {
    const draft = { ...client, clientId: clientId ?? null, scopes: scopes ?? null }
    return toPayload('client', await system.partnerClients.create(draft, { idempotencyKey }, call))
  },

  rotatePartnerClient: async (_, { input: { idempotencyKey, clientId, reason } }, { system, call }) =>
    toPayload('client', await system.partnerClients.act(clientId, { kind: 'rotate', reason }, { idempotencyKey }, call)),

  revokePartnerClient: async (_, { input: { idempotencyKey, clientId, reason } }, { system, call }) =>
    toPayload('client', await system.partnerClients.act(clientId, { kind: 'revoke', reason }, { idempotencyKey }, call)),

  revokeAccessToken: async (_, { input: { idempotencyKey, tokenId, reason } }, { system, call }) =>
    toPayload('revocation', await system.tokenRevocations.create({ tokenId, reason }, { idempotencyKey }, call)),
}

/** Absent and null are one in a definition that is kept as data. */
function toStep(input: StepDefinitionInput): StepDefinition {
  const { approvalKind, wait, reaches, compensation, maxAttempts, optional, mandatoryControl, ...step } = input
  return {
    ...step,
    // The schema gives these three their defaults.
    maxAttempts: maxAttempts ?? 5,
    optional: optional ?? false,
    mandatoryControl: mandatoryControl ?? false,
    compensation: compensation ?? null,
    ...(reaches != null && { reaches }),
    ...(approvalKind != null && { approval: { kind: approvalKind } }),
    ...(wait != null && { wait }),
  }
}
