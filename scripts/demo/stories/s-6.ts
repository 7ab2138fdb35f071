import { DUPLICATE_CLIENT } from '../../seed/stories/s-6.ts'
import { acceptOpportunity, startHandoff, watchHandoff } from '../handoff.ts'
import type { Story } from '../story.ts'

/** A client whose tax number another customer has becomes a question for master data, never a second customer. */
export const duplicateClientStory: Story = {
  id: 'S-6',
  title: 'A likely duplicate client stops before a second customer is created',
  async play(stage) {
    await acceptOpportunity(stage, DUPLICATE_CLIENT.opportunityId)
    const handoffId = await startHandoff(stage, DUPLICATE_CLIENT.opportunityId)
    const stopped = await watchHandoff(stage, handoffId, new Set(), ({ status }) => status === 'BLOCKED')

    stage.assert(
      stopped.blockers.some(({ code }) => code === 'MASTER_DATA_DUPLICATE'),
      'the blocker is a master data duplicate',
    )
    const { account } = await stage
      .as('finance_controller')
      .ask<{ account: { erpCustomerNumber: string | null } | null }>(
        'query Customer($id: ID!) { account(id: $id) { erpCustomerNumber } }',
        { id: DUPLICATE_CLIENT.accountId },
      )
    stage.assert(account !== null && account.erpCustomerNumber === null, 'the ERP has no second customer')
    for (const { code, severity, message } of stopped.blockers) {
      stage.tell({ step: `blocked by ${code}`, system: 'ERP', state: severity, at: null, note: message })
    }
  },
}
