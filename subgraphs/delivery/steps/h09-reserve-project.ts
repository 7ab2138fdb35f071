import { accepted, undone } from '../graph/error-categories.ts'
import { defineStep } from './step.ts'
import { templateFor } from './template-for.ts'

/** Issues id and code of the project, and enters the project on sale and contract. */
export const reserveProject = defineStep({
  key: 'H09',
  async do({ run, graph, reservations, idempotencyKey, resultOf, findResult }) {
    const { contractId, legalEntityCode } = resultOf('H01')
    // Version 1 has no H07: there the rules alone decide.
    const templateCode = findResult('H07')?.templateCode ?? templateFor({ resultOf }).template.code
    const { projectId, code } = await reservations.reserve(legalEntityCode)
    const input = { idempotencyKey, opportunityId: run.opportunityId, contractId, projectId }
    accepted((await graph.run('LinkProject', { input }, { system: 'CRM', correlationId: run.correlationId })).linkProject, 'CRM')
    return {
      result: { projectId, code, templateCode },
      externalReference: code,
      handoff: { projectId, templateCode },
      details: { template: templateCode },
    }
  },
  async undo({ run, graph, reservations, idempotencyKey }) {
    // The id of the reservation, which is issued once a run: CRM may have made the link although its answer was lost.
    const projectId = await reservations.void()
    if (projectId !== null) {
      const input = { idempotencyKey: `${idempotencyKey}:undo`, opportunityId: run.opportunityId, projectId }
      const { unlinkProject } = await graph.run('UnlinkProject', { input }, { system: 'CRM', correlationId: run.correlationId })
      undone(unlinkProject, 'CRM', ['NOT_FOUND'])
    }
    return { projectId: null, templateCode: null }
  },
})
