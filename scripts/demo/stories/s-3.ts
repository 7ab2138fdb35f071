import { LARGE_PURCHASE } from '../../seed/stories/s-3.ts'
import { approveHandoff } from '../approve-handoff.ts'
import { awaitStart } from '../await-start.ts'
import { acceptOpportunity, hasEnded, watchHandoff } from '../handoff.ts'
import { pickOpportunity } from '../pick-opportunity.ts'
import type { Stage, Story } from '../story.ts'

const REQUISITION = /* GraphQL */ `
  query Requisition($id: ID!) {
    requisition(id: $id) {
      number status submittedAt neededBy
      project { id }
      total { amount currency }
      lines { description quantity unit }
      approvalRoute { policyId policyVersion band levels { level role slaBusinessHours escalateTo } }
    }
  }
`
/** Limit of band C for purchases of the German entity, in euros. */
const BAND_C_LIMIT = 260_000

/** A seat for subcontractors that is worth more than band C covers: the requisition needs the CFO. */
export const largePurchaseStory: Story = {
  id: 'S-3',
  title: 'A subcontractor requisition above band C is opened with the approval route that it needs',
  async play(stage) {
    const opportunityId = await pickOpportunity(stage, LARGE_PURCHASE.opportunityIds)
    await acceptOpportunity(stage, opportunityId)
    const handoffId = await awaitStart(stage, opportunityId)
    const told = new Set<string>()
    // A contract of this value is in band D as well: the CFO confirms its billing terms after the controller.
    await approveHandoff(stage, handoffId, told, 'delivery_ops')
    const staffing = await watchHandoff(
      stage,
      handoffId,
      told,
      (handoff) => handoff.run.steps.some(({ key, status }) => key === 'H18' && status === 'WAITING') || hasEnded(handoff),
    )
    stage.assert(staffing.status === 'STAFFING', `the handoff waits for people, not ${staffing.status}`)
    if (staffing.project === null) throw new Error('a provisioned handoff has a project')
    const opened = staffing.run.steps.find(({ key }) => key === 'H17')?.externalReference ?? null
    if (opened === null) throw new Error('the step names the requisition that it opened')
    await assertRoute(stage, opened, staffing.project.id)
  },
}

interface Requisition {
  readonly project: { readonly id: string }
  readonly number: string
  readonly status: string
  readonly submittedAt: string | null
  readonly total: { readonly amount: string; readonly currency: string }
  readonly lines: readonly { readonly description: string; readonly quantity: string; readonly unit: string }[]
  readonly approvalRoute: {
    readonly policyId: string
    readonly band: string
    readonly levels: readonly { readonly level: number; readonly role: string; readonly slaBusinessHours: number }[]
  }
}

async function assertRoute(stage: Stage, id: string, projectId: string): Promise<void> {
  const { requisition } = await stage.as('procurement_buyer').ask<{ requisition: Requisition | null }>(REQUISITION, { id })
  if (requisition === null) throw new Error('the buyer can read the requisition')
  const { number, status, submittedAt, total, lines, approvalRoute } = requisition
  stage.assert(requisition.project.id === projectId, 'it is for the project')
  stage.assert(status === 'PENDING_APPROVAL', `it was submitted, not ${status}`)
  stage.assert(Number(total.amount) > BAND_C_LIMIT, 'its total is above band C')
  stage.assert(approvalRoute.band === 'D', `band D applies, not ${approvalRoute.band}`)
  stage.assert(approvalRoute.levels.at(-1)?.role === 'cfo', 'the CFO decides last')
  stage.tell({
    step: `${number}: ${lines.map(({ description }) => description).join(', ')}`,
    system: 'PROCUREMENT',
    state: status,
    at: submittedAt,
    note: `${total.amount} ${total.currency} for ${lines.map(({ quantity, unit }) => `${quantity} ${unit}`).join(', ')}`,
  })
  for (const { level, role, slaBusinessHours } of approvalRoute.levels) {
    stage.tell({
      step: `approval level ${level}: ${role}`,
      system: 'DELIVERY',
      state: `band ${approvalRoute.band}`,
      at: null,
      note: `${slaBusinessHours} business hours, by policy ${approvalRoute.policyId}`,
    })
  }
}
