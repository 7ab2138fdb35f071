import { instant } from '../../../contracts/wire/values.ts'
import { accepted, undone } from '../graph/error-categories.ts'
import { defineStep } from './step.ts'

/**
 * Records both decisions at the contract, which is approved by it. CRM checks again that they are of two people, and that the
 * contract is still the one that they decided about.
 */
export const approveContract = defineStep({
  key: 'H08',
  async do({ run, graph, idempotencyKey, now, resultOf }) {
    const input = {
      idempotencyKey,
      contractId: resultOf('H01').contractId,
      // Absent in a run that read the contract under an earlier version.
      expectedRevision: resultOf('H02').revision ?? null,
      legalApproverId: resultOf('H05').approverId,
      financeApproverId: resultOf('H06').approverId,
    }
    const { recordContractApproval } = await graph.run(
      'RecordContractApproval',
      { input },
      { system: 'CRM', correlationId: run.correlationId },
    )
    const { contract } = accepted(recordContractApproval, 'CRM')
    const approvedAt = instant(contract?.approvedAt ?? now)
    return {
      result: { approvedAt },
      externalReference: input.contractId,
      handoff: { contractApprovedAt: approvedAt },
    }
  },
  async undo({ run, graph, idempotencyKey, resultOf }) {
    const input = { idempotencyKey: `${idempotencyKey}:undo`, contractId: resultOf('H01').contractId }
    const { reopenContractReview } = await graph.run(
      'ReopenContractReview',
      { input },
      { system: 'CRM', correlationId: run.correlationId },
    )
    undone(reopenContractReview, 'CRM', [])
    return { contractApprovedAt: null }
  },
})
