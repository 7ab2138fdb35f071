import { StepFailure } from '../failure.ts'
import { accepted, undone } from '../graph/error-categories.ts'
import { selectTemplate } from '../rules/select-template.ts'
import { defineStep } from './step.ts'

/** Chooses the template, issues id and code of the project, and enters the project on sale and contract. */
export const reserveProject = defineStep({
  key: 'H09',
  async do({ run, graph, journal, idempotencyKey, resultOf }) {
    const { contractId, legalEntityCode, serviceType, region } = resultOf('H01')
    const { pricingModel, totalValue } = resultOf('H02')
    const template = selectTemplate({ serviceType, region, pricingModel, value: totalValue })
    if (template === null) throw noTemplate(serviceType)
    const { projectId, code } = await journal.reserveProject(run, legalEntityCode)
    const input = { idempotencyKey, opportunityId: run.opportunityId, contractId, projectId }
    accepted((await graph.run('LinkProject', { input }, { system: 'CRM', correlationId: run.correlationId })).linkProject, 'CRM')
    return {
      result: { projectId, code, templateCode: template.code },
      externalReference: code,
      handoff: { projectId, templateCode: template.code },
      details: { template: template.code },
    }
  },
  async undo({ run, graph, journal, idempotencyKey }) {
    // The id of the reservation, which is issued once a run: CRM may have made the link although its answer was lost.
    const projectId = await journal.voidReservation(run)
    if (projectId !== null) {
      const input = { idempotencyKey: `${idempotencyKey}:undo`, opportunityId: run.opportunityId, projectId }
      const { unlinkProject } = await graph.run('UnlinkProject', { input }, { system: 'CRM', correlationId: run.correlationId })
      undone(unlinkProject, 'CRM', ['NOT_FOUND'])
    }
    return { projectId: null, templateCode: null }
  },
})

function noTemplate(serviceType: string): StepFailure {
  const message = `No project template fits an engagement of type ${serviceType}.`
  return new StepFailure({ code: 'TEMPLATE_MISSING', category: 'BUSINESS_RULE', message, system: 'DELIVERY' })
}
