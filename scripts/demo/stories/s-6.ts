import { DUPLICATE_CLIENT } from '../../seed/stories/s-6.ts'
import { awaitStart } from '../await-start.ts'
import { acceptOpportunity, hasEnded, watchHandoff } from '../handoff.ts'
import { pickOpportunity } from '../pick-opportunity.ts'
import { findTask, settleTask } from '../review-task.ts'
import type { Stage, Story } from '../story.ts'

const AFTERMATH = /* GraphQL */ `
  query Aftermath($accountId: ID!, $existingId: ID!, $opportunityId: ID!) {
    account(id: $accountId) { erpCustomerNumber }
    existing: account(id: $existingId) { erpCustomerNumber }
    opportunity(id: $opportunityId) { stage project { id } contract { status } }
  }
`

/**
 * A client whose tax number another customer has becomes a question for finance, never a second customer. Finance has no
 * authority over the records of sales, so it cancels the handoff; sales hands over the right account instead.
 */
export const duplicateClientStory: Story = {
  id: 'S-6',
  title: 'A likely duplicate client is a question for finance, and never a second customer',
  async play(stage) {
    const opportunityId = await pickOpportunity(stage, DUPLICATE_CLIENT.opportunityIds)
    await acceptOpportunity(stage, opportunityId)
    const handoffId = await awaitStart(stage, opportunityId)
    const told = new Set<string>()
    const stopped = await watchHandoff(stage, handoffId, told, ({ status }) => status === 'BLOCKED')

    stage.assert(
      stopped.blockers.some(({ code }) => code === 'MASTER_DATA_DUPLICATE'),
      'the blocker is a master data duplicate',
    )
    stage.assert(stopped.run.status === 'IN_REVIEW', `the run rests until finance acts, not ${stopped.run.status}`)
    const task = await findTask(stage, 'finance_controller', stopped.run.id)
    stage.assert(task.assigneeRole === 'finance_controller', 'finance has to settle it')
    await assertNoSecondCustomer(stage, opportunityId)

    await settleTask(stage, 'finance_controller', task, {
      resolution: 'CANCEL',
      comment: 'Lumenwerk is a customer already; sales hands over the account that we have.',
    })
    const ended = await watchHandoff(
      stage,
      handoffId,
      told,
      (handoff) => handoff.status === 'CANCELLED' && handoff.run.status === 'CANCELLED',
    )
    stage.assert(ended.project === null, 'there is no project')
    const aftermath = await assertNoSecondCustomer(stage, opportunityId)
    stage.assert(aftermath.opportunity.contract.status === 'IN_REVIEW', 'the contract is still in review')
    stage.assert(aftermath.opportunity.stage === 'ACCEPTED', 'the sale is accepted, and may be handed off again')
    stage.tell({
      step: 'no second customer',
      system: 'ERP',
      state: ended.status,
      at: null,
      note: `${aftermath.existing.erpCustomerNumber} is the only one with the tax number`,
    })
    stage.assert(hasEnded(ended), 'nothing happens any more')
  },
}

interface Aftermath {
  readonly account: { readonly erpCustomerNumber: string | null }
  readonly existing: { readonly erpCustomerNumber: string | null }
  readonly opportunity: {
    readonly stage: string
    readonly project: { readonly id: string } | null
    readonly contract: { readonly status: string }
  }
}

async function assertNoSecondCustomer(stage: Stage, opportunityId: string): Promise<Aftermath> {
  const { accountId, existingAccountId: existingId } = DUPLICATE_CLIENT
  const found = await stage.as('finance_controller').ask<Aftermath>(AFTERMATH, { accountId, existingId, opportunityId })
  stage.assert(found.account.erpCustomerNumber === null, 'the ERP has no second customer')
  stage.assert(found.existing.erpCustomerNumber !== null, 'the ERP keeps the first one')
  stage.assert(found.opportunity.project === null, 'the sale has no project')
  return found
}
