import { MISSING_CLIENT_PO } from '../../seed/stories/s-2.ts'
import { acceptOpportunity, startHandoff, watchHandoff } from '../handoff.ts'
import type { Story } from '../story.ts'

/** A contract that demands the client's purchase order but has no number stops before anything is created. */
export const missingClientPoStory: Story = {
  id: 'S-2',
  title: 'A contract without the client purchase order stops with a named finding',
  async play(stage) {
    await acceptOpportunity(stage, MISSING_CLIENT_PO.opportunityId)
    const handoffId = await startHandoff(stage, MISSING_CLIENT_PO.opportunityId)
    const stopped = await watchHandoff(stage, handoffId, new Set(), ({ status }) => status === 'BLOCKED')

    stage.assert(
      stopped.blockers.some(({ code }) => code === 'CC-10'),
      'the blocker names rule CC-10',
    )
    stage.assert(stopped.project === null, 'no project was reserved')
    for (const { code, severity, message } of stopped.blockers) {
      stage.tell({ step: `blocked by ${code}`, system: 'DELIVERY', state: severity, at: null, note: message })
    }
  },
}
