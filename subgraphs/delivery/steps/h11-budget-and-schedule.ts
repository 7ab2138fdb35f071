import { accepted, undone } from '../graph/error-categories.ts'
import { planOf } from './plan-of.ts'
import { defineStep } from './step.ts'

/** The run creates the project, so its first budget is the only one that this step can have put in force. */
const FIRST_VERSION = 1

/** Puts the first budget in force and, unless billing follows approved time, the billing schedule. */
export const setBudgetAndSchedule = defineStep({
  key: 'H11',
  async do(context) {
    const { run, graph, idempotencyKey } = context
    const call = { system: 'ERP', correlationId: run.correlationId } as const
    const { input, plan } = planOf(context)
    const { projectId } = input
    const lines = plan.budget.map((line) => ({ category: 'LABOUR' as const, ...line }))
    const { reviseBudget } = await graph.run(
      'ReviseBudget',
      { input: { idempotencyKey: `${idempotencyKey}:budget`, projectId, lines } },
      call,
    )
    const budgetVersion = accepted(reviseBudget, 'ERP').project?.budget?.version ?? FIRST_VERSION

    if (plan.schedule.length > 0) {
      const { createBillingSchedule } = await graph.run(
        'CreateBillingSchedule',
        { input: { idempotencyKey: `${idempotencyKey}:schedule`, projectId, lines: plan.schedule } },
        call,
      )
      accepted(createBillingSchedule, 'ERP')
    }
    return {
      result: { budgetVersion, scheduleLines: plan.schedule.length },
      externalReference: `${projectId}/budget/${budgetVersion}`,
      details: { budgetVersion: String(budgetVersion), scheduleLines: String(plan.schedule.length) },
    }
  },
  async undo({ run, graph, idempotencyKey, resultOf, findResult }) {
    const call = { system: 'ERP', correlationId: run.correlationId } as const
    const { projectId } = resultOf('H09')
    const { cancelBillingSchedule } = await graph.run(
      'CancelBillingSchedule',
      { input: { idempotencyKey: `${idempotencyKey}:schedule:undo`, projectId } },
      call,
    )
    undone(cancelBillingSchedule, 'ERP', ['NOT_FOUND'])
    const version = findResult('H11')?.budgetVersion ?? FIRST_VERSION
    const { supersedeBudget } = await graph.run(
      'SupersedeBudget',
      { input: { idempotencyKey: `${idempotencyKey}:budget:undo`, projectId, version } },
      call,
    )
    // INVALID_STATE: this version is not in force, so there is no budget of ours to withdraw.
    undone(supersedeBudget, 'ERP', ['NOT_FOUND', 'INVALID_STATE'])
    return {}
  },
})
