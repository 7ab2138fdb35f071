import { idFor } from '../../../contracts/wire/ids.ts'
import { accepted, undone } from '../graph/error-categories.ts'
import { planRequisition } from '../rules/requisition-plan.ts'
import { dayOf } from '../workflows/run-state.ts'
import { planOf } from './plan-of.ts'
import { defineStep } from './step.ts'

/** Opens the requisition for the roles that subcontractors take, and hands it to the approvers of procurement. */
export const openRequisition = defineStep({
  key: 'H17',
  skip(context) {
    if (!context.resultOf('H01').requiresSubcontractors) return 'no subcontractors planned'
    const { lines } = planRequisition(planOf(context).input)
    return lines.length === 0 ? 'the template has no seat for subcontractors' : null
  },
  async do(context) {
    const { run, graph, idempotencyKey, resultOf, startedAt } = context
    const call = { system: 'PROCUREMENT', correlationId: run.correlationId } as const
    const { legalEntityId } = resultOf('H01')
    const { input } = planOf(context)
    const plan = planRequisition(input)
    // Procurement takes no day that has passed; a project may have been sold to begin yesterday.
    const [, neededBy = plan.neededBy] = [plan.neededBy, dayOf(startedAt)].toSorted()
    const requisitionId = idFor('Requisition', run.key)
    const { createRequisition } = await graph.run(
      'CreateRequisition',
      {
        input: {
          idempotencyKey: `${idempotencyKey}:create`,
          requisitionId,
          legalEntityId,
          projectId: input.projectId,
          ...plan,
          neededBy,
        },
      },
      call,
    )
    accepted(createRequisition, 'PROCUREMENT')
    const { submitRequisition } = await graph.run(
      'SubmitRequisition',
      { input: { idempotencyKey: `${idempotencyKey}:submit`, requisitionId } },
      call,
    )
    accepted(submitRequisition, 'PROCUREMENT')
    return { result: { requisitionId }, externalReference: requisitionId, details: { lines: String(plan.lines.length) } }
  },
  async undo({ run, graph, idempotencyKey }) {
    const input = {
      idempotencyKey: `${idempotencyKey}:undo`,
      requisitionId: idFor('Requisition', run.key),
      reason: `Handoff ${run.key} was undone`,
    }
    const { cancelRequisition } = await graph.run(
      'CancelRequisition',
      { input },
      { system: 'PROCUREMENT', correlationId: run.correlationId },
    )
    undone(cancelRequisition, 'PROCUREMENT', ['NOT_FOUND'])
    return {}
  },
})
