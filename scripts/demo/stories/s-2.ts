import { MISSING_CLIENT_PO } from '../../seed/stories/s-2.ts'
import { awaitStart } from '../await-start.ts'
import { acceptOpportunity, awaitsPeople, watchHandoff } from '../handoff.ts'
import { assertDone, type Payload } from '../payload.ts'
import { pickOpportunity } from '../pick-opportunity.ts'
import { findTask, settleTask } from '../review-task.ts'
import type { Stage, Story } from '../story.ts'

const CONTRACT = /* GraphQL */ `
  query ContractOf($id: ID!) { opportunity(id: $id) { contract { id number } } }
`
const RECORD = /* GraphQL */ `
  mutation Record($input: RecordClientPurchaseOrderInput!) {
    recordClientPurchaseOrder(input: $input) {
      contract { number status }
      replayed
      userErrors { code message }
    }
  }
`

/**
 * A contract that demands the client's purchase order but has no number stops before anything is created. The account
 * executive enters the number, and the same run goes on.
 */
export const missingClientPoStory: Story = {
  id: 'S-2',
  title: 'A contract without the client purchase order stops with a named finding, and goes on once it is entered',
  async play(stage) {
    const opportunityId = await pickOpportunity(stage, MISSING_CLIENT_PO.opportunityIds)
    await acceptOpportunity(stage, opportunityId)
    const handoffId = await awaitStart(stage, opportunityId)
    const told = new Set<string>()
    const stopped = await watchHandoff(stage, handoffId, told, ({ status }) => status === 'BLOCKED')

    stage.assert(
      stopped.blockers.some(({ code }) => code === 'CC-10'),
      'the blocker names rule CC-10',
    )
    stage.assert(stopped.project === null, 'no project was reserved')
    stage.assert(stopped.run.status === 'IN_REVIEW', `the run rests until somebody acts, not ${stopped.run.status}`)
    for (const { code, severity, message } of stopped.blockers) {
      stage.tell({ step: `blocked by ${code}`, system: 'DOCUMENTS', state: severity, at: null, note: message })
    }
    const task = await findTask(stage, 'account_executive', stopped.run.id)

    await enterPurchaseOrder(stage, opportunityId)
    await settleTask(stage, 'account_executive', task, {
      resolution: 'RETRY',
      comment: 'The client has sent its purchase order.',
    })
    const cured = await watchHandoff(stage, handoffId, told, awaitsPeople)
    stage.assert(cured.run.id === stopped.run.id, 'the same run goes on')
    stage.assert(cured.blockers.length === 0, 'nothing blocks the handoff any more')
  },
}

async function enterPurchaseOrder(stage: Stage, opportunityId: string): Promise<void> {
  const client = stage.as('account_executive')
  const { opportunity } = await client.ask<{ opportunity: { contract: { id: string; number: string } } }>(CONTRACT, {
    id: opportunityId,
  })
  const { id: contractId, number } = opportunity.contract
  const { recordClientPurchaseOrder: payload } = await client.ask<{
    recordClientPurchaseOrder: Payload & { contract: { status: string } | null }
  }>(RECORD, {
    input: { idempotencyKey: `po:${contractId}`, contractId, customerPoNumber: `PO-${number}` },
  })
  assertDone(stage, 'the purchase order is entered', payload)
  stage.tell({
    step: 'purchase order of the client entered',
    system: 'CRM',
    state: payload.contract?.status ?? '',
    at: null,
    note: `PO-${number} on ${number}`,
  })
}
