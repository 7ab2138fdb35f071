import { accepted, undone } from '../graph/error-categories.ts'
import { planOf } from './plan-of.ts'
import { defineStep } from './step.ts'

/** Creates the delivery project with the phases, tasks and milestones of the same plan that ERP was given. */
export const createPsaProject = defineStep({
  key: 'H12',
  async do(context) {
    const { run, graph, idempotencyKey, resultOf } = context
    const { accountId, resellerAccountId, serviceType, region, name, scopeSummary } = resultOf('H01')
    const { input, plan } = planOf(context)
    const { createPsaProject } = await graph.run(
      'CreatePsaProject',
      {
        input: {
          idempotencyKey,
          projectId: input.projectId,
          code: input.projectCode,
          name,
          description: scopeSummary,
          accountId,
          resellerAccountId: resellerAccountId ?? null,
          serviceType,
          pricingModel: input.pricingModel,
          region,
          practice: input.template.practice,
          templateId: input.template.code,
          templateVersion: input.template.version,
          plannedStart: input.plannedStart,
          plannedEnd: input.plannedEnd,
          phases: plan.phases,
          milestones: plan.milestones.map(({ id, name: title, kind, plannedDate, amount }) => ({
            milestoneId: id,
            name: title,
            kind,
            plannedDate,
            billable: amount !== null,
            amount,
          })),
        },
      },
      { system: 'PSA', correlationId: run.correlationId },
    )
    accepted(createPsaProject, 'PSA')
    return { result: { milestones: plan.milestones.length }, externalReference: input.projectCode }
  },
  async undo({ run, graph, idempotencyKey, resultOf }) {
    const input = {
      idempotencyKey: `${idempotencyKey}:undo`,
      projectId: resultOf('H09').projectId,
      status: 'CANCELLED',
      reason: `Handoff ${run.key} was undone`,
    } as const
    const { setProjectStatus } = await graph.run(
      'SetProjectStatus',
      { input },
      { system: 'PSA', correlationId: run.correlationId },
    )
    undone(setProjectStatus, 'PSA', ['NOT_FOUND'])
    return {}
  },
})
