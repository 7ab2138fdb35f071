import { accepted, undone } from '../graph/error-categories.ts'
import { planStaffing } from '../rules/staffing-plan.ts'
import { planOf } from './plan-of.ts'
import { defineStep, type StepContext } from './step.ts'

/** Requests the roles of the template from resource management, all of them or none. */
export const requestStaffing = defineStep({
  key: 'H16',
  skip: (context) => (requestsOf(context).length === 0 ? 'the plan has no effort to staff' : null),
  async do(context) {
    const { run, graph, idempotencyKey } = context
    const { input } = planOf(context)
    const requests = requestsOf(context)
    const { createStaffingRequests } = await graph.run(
      'CreateStaffingRequests',
      { input: { idempotencyKey, projectId: input.projectId, requests } },
      { system: 'PSA', correlationId: run.correlationId },
    )
    accepted(createStaffingRequests, 'PSA')
    const mandatory = requests.filter(({ mandatoryForKickoff }) => mandatoryForKickoff).length
    return {
      result: { requests: requests.length, mandatory },
      externalReference: input.projectId,
      details: { requests: String(requests.length), mandatory: String(mandatory) },
    }
  },
  async undo({ run, graph, idempotencyKey, resultOf }) {
    const input = {
      idempotencyKey: `${idempotencyKey}:undo`,
      projectId: resultOf('H09').projectId,
      reason: `Handoff ${run.key} was undone`,
    }
    const { cancelStaffingRequests } = await graph.run(
      'CancelStaffingRequests',
      { input },
      { system: 'PSA', correlationId: run.correlationId },
    )
    undone(cancelStaffingRequests, 'PSA', ['NOT_FOUND'])
    return {}
  },
})

const requestsOf = (context: StepContext) =>
  planStaffing({ ...planOf(context).input, requiresSubcontractors: context.resultOf('H01').requiresSubcontractors })
