import { acknowledgeEvents } from '../../shared/event-resolvers.ts'
import { toPayload } from '../../shared/user-error.ts'
import type { Contract } from '../port.ts'
import { decodeContent } from '../rules/document-rules.ts'
import type { MutationResolvers } from '../schema.generated.ts'

export const Mutation: MutationResolvers = {
  acceptOpportunity: async (_, { input: { opportunityId, idempotencyKey, expectedRevision } }, { system, call }) => {
    const options = { idempotencyKey, ifRevision: expectedRevision }
    return toPayload('opportunity', await system.opportunities.act(opportunityId, { kind: 'accept' }, options, call))
  },

  updateOpportunity: async (_, { input: { opportunityId, idempotencyKey, expectedRevision, ...patch } }, { system, call }) => {
    const options = { idempotencyKey, ifRevision: expectedRevision }
    return toPayload('opportunity', await system.opportunities.update(opportunityId, patch, options, call))
  },

  linkProject: async (_, { input: { opportunityId, idempotencyKey, contractId, projectId } }, { system, call }) => {
    const action = { kind: 'linkProject', contractId, projectId } as const
    return toPayload('opportunity', await system.opportunities.act(opportunityId, action, { idempotencyKey }, call))
  },

  unlinkProject: async (_, { input: { opportunityId, idempotencyKey, projectId } }, { system, call }) => {
    const action = { kind: 'unlinkProject', projectId } as const
    return toPayload('opportunity', await system.opportunities.act(opportunityId, action, { idempotencyKey }, call))
  },

  submitContractForReview: async (_, { input: { contractId, idempotencyKey, expectedRevision } }, { system, call }) => {
    const options = { idempotencyKey, ifRevision: expectedRevision }
    return toPayload('contract', await system.contracts.act(contractId, { kind: 'submitForReview' }, options, call))
  },

  withdrawContractFromReview: async (_, { input: { contractId, idempotencyKey, expectedRevision } }, { system, call }) => {
    const options = { idempotencyKey, ifRevision: expectedRevision }
    return toPayload('contract', await system.contracts.act(contractId, { kind: 'withdrawFromReview' }, options, call))
  },

  updateContractTerms: async (_, { input: { contractId, idempotencyKey, expectedRevision, ...patch } }, { system, call }) => {
    const options = { idempotencyKey, ifRevision: expectedRevision }
    return toPayload('contract', await system.contracts.update(contractId, patch, options, call))
  },

  recordContractApproval: async (_, { input }, { system, call }) => {
    const { contractId, idempotencyKey, expectedRevision, legalApproverId, financeApproverId } = input
    const action = { kind: 'recordApproval', legalApproverId, financeApproverId } as const
    const options = { idempotencyKey, ifRevision: expectedRevision }
    return toPayload('contract', await system.contracts.act(contractId, action, options, call))
  },

  reopenContractReview: async (_, { input: { contractId, idempotencyKey, expectedRevision } }, { system, call }) => {
    const options = { idempotencyKey, ifRevision: expectedRevision }
    return toPayload('contract', await system.contracts.act(contractId, { kind: 'reopenReview' }, options, call))
  },

  recordClientPurchaseOrder: async (_, { input }, { system, call }) => {
    const { contractId, idempotencyKey, expectedRevision, customerPoNumber } = input
    const action = { kind: 'recordClientPurchaseOrder', customerPoNumber } as const
    const options = { idempotencyKey, ifRevision: expectedRevision }
    return toPayload('contract', await system.contracts.act(contractId, action, options, call))
  },

  storeContractDocument: async (_, { input }, { documentStore, call }) => {
    const { idempotencyKey, expectedRevision, contentBase64, ...facts } = input
    const content = decodeContent(contentBase64)
    if (!content.ok) return toPayload<'contract', Contract>('contract', content)
    const options = { idempotencyKey, ifRevision: expectedRevision }
    return toPayload('contract', await documentStore.storeContractDocument({ ...facts, bytes: content.bytes }, options, call))
  },

  openDocumentFolder: async (_, { input: { idempotencyKey, ...request } }, { documentStore, call }) =>
    toPayload('folder', await documentStore.openFolder(request, { idempotencyKey }, call)),

  archiveDocumentFolder: async (_, { input: { idempotencyKey, projectId } }, { documentStore, call }) =>
    toPayload('folder', await documentStore.archiveFolder(projectId, { idempotencyKey }, call)),

  acknowledgeCrmEvents: acknowledgeEvents,
}
