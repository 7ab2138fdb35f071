import { idFor } from '../../../contracts/wire/ids.ts'
import { toPayload } from '../../shared/user-error.ts'
import type { MutationResolvers } from '../schema.generated.ts'

export const Mutation: MutationResolvers = {
  createRequisition: async (_, { input: { idempotencyKey, requisitionId, lines, ...rest } }, context) => {
    const { system, call } = context
    const draft = {
      ...rest,
      // A repetition is the same draft, identifier and all.
      id: requisitionId ?? idFor('Requisition', call.principal.subject, idempotencyKey),
      staffingRequestId: rest.staffingRequestId ?? null,
      costCenterId: rest.costCenterId ?? null,
      supplierId: rest.supplierId ?? null,
      lines: lines.map(({ role = null, wbsCode = null, ...line }) => ({ ...line, role, wbsCode })),
    }
    return toPayload('requisition', await system.requisitions.create(draft, { idempotencyKey }, call))
  },

  submitRequisition: async (_, { input: { idempotencyKey, requisitionId, ifRevision } }, context) => {
    const { system, call } = context
    return toPayload(
      'requisition',
      await system.requisitions.act(requisitionId, { kind: 'submit' }, { idempotencyKey, ifRevision }, call),
    )
  },

  cancelRequisition: async (_, { input: { idempotencyKey, requisitionId, reason } }, { system, call }) =>
    toPayload('requisition', await system.requisitions.act(requisitionId, { kind: 'cancel', reason }, { idempotencyKey }, call)),
}
