import { idFor } from '../../../contracts/wire/ids.ts'
import type { Write } from '../../shared/port.ts'
import { toPayload } from '../../shared/user-error.ts'
import { forgetReads, type ProcurementContext } from '../context.ts'
import type { Requisition } from '../port.ts'
import type { MutationResolvers } from '../schema.generated.ts'

export const Mutation: MutationResolvers = {
  createRequisition: async (_, { input: { idempotencyKey, lines, ...rest } }, context) => {
    const { system, call } = context
    const draft = {
      ...rest,
      // A repetition is the same draft, identifier and all.
      id: idFor('Requisition', call.principal.subject, idempotencyKey),
      staffingRequestId: rest.staffingRequestId ?? null,
      costCenterId: rest.costCenterId ?? null,
      supplierId: rest.supplierId ?? null,
      lines: lines.map(({ role = null, wbsCode = null, ...line }) => ({ ...line, role, wbsCode })),
    }
    return payload(await system.requisitions.create(draft, { idempotencyKey }, call), context)
  },

  submitRequisition: async (_, { input: { idempotencyKey, requisitionId, ifRevision } }, context) => {
    const { system, call } = context
    return payload(
      await system.requisitions.act(requisitionId, { kind: 'submit' }, { idempotencyKey, ifRevision }, call),
      context,
    )
  },
}

function payload(write: Write<Requisition>, context: ProcurementContext) {
  forgetReads(context)
  return toPayload('requisition', write)
}
