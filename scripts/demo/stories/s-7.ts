import { HALF_WAY_FAILURE, strayMilestoneId } from '../../seed/stories/s-7.ts'
import { approveHandoff } from '../approve-handoff.ts'
import { awaitStart } from '../await-start.ts'
import { acceptOpportunity, type HandoffState, hasEnded, startHandoff, watchHandoff } from '../handoff.ts'
import { pickOpportunity } from '../pick-opportunity.ts'
import { findTask, settleTask } from '../review-task.ts'
import type { Stage, Story } from '../story.ts'
import { assertUndone, readFinancials, tellUndo } from '../undo.ts'

/**
 * ERP has created its part when PSA refuses: milestones of the sale are on another project, where an import put them. What
 * was done is undone in the reverse order, and a second attempt of the same sale gets through.
 */
export const halfWayFailureStory: Story = {
  id: 'S-7',
  title: 'PSA refuses after ERP has created its part: everything is undone, and a second attempt gets through',
  async play(stage) {
    const opportunityId = await pickOpportunity(stage, HALF_WAY_FAILURE.opportunityIds)
    await acceptOpportunity(stage, opportunityId)
    const handoffId = await awaitStart(stage, opportunityId)
    const told = new Set<string>()
    await approveHandoff(stage, handoffId, told, 'delivery_ops')
    const stopped = await watchHandoff(
      stage,
      handoffId,
      told,
      ({ status, run }) => status === 'BLOCKED' && run.status === 'IN_REVIEW',
    )
    const { reservation } = stopped.run
    if (reservation === null) throw new Error('the first attempt has reserved a project')
    stage.assert(stateOf(stopped, 'H11') === 'COMPLETED', 'ERP has created the project, its budget and its billing schedule')
    stage.assert(stateOf(stopped, 'H12') === 'IN_REVIEW', 'PSA has refused the project')
    const before = await readFinancials(stage, stopped.run.id)
    stage.assert(before.financialStatus !== 'CLOSED' && before.budget !== null, 'the ERP project is open, with a budget in force')

    const task = await findTask(stage, 'account_executive', stopped.run.id)
    await settleTask(stage, 'delivery_ops', task, {
      resolution: 'CANCEL',
      comment: 'An import has put the milestones on another project; undo the attempt.',
    })
    const undone = await watchHandoff(
      stage,
      handoffId,
      told,
      ({ run }) => run.status === 'CANCELLED' || run.steps.some(({ compensationStatus }) => compensationStatus === 'FAILED'),
    )
    stage.assert(undone.status === 'CANCELLED', `the handoff is cancelled, not ${undone.status}`)
    await tellUndo(stage, undone.run.id)
    await assertUndone(stage, { runId: undone.run.id, opportunityId, strayMilestoneId: strayMilestoneId(opportunityId) })

    await tryAgain(stage, opportunityId, reservation.code)
  },
}

/** The second attempt begins by hand, so another person of delivery operations decides on its template. */
async function tryAgain(stage: Stage, opportunityId: string, formerCode: string): Promise<void> {
  const handoffId = await startHandoff(stage, opportunityId)
  const told = new Set<string>()
  await approveHandoff(stage, handoffId, told, 'delivery_ops_deputy')
  const staffing = await watchHandoff(
    stage,
    handoffId,
    told,
    (handoff) => stateOf(handoff, 'H18') === 'WAITING' || hasEnded(handoff),
  )
  stage.assert(staffing.status === 'STAFFING', `the second attempt gets to staffing, not ${staffing.status}`)
  const { reservation } = staffing.run
  stage.assert(reservation?.status === 'IN_USE', 'its project is in use')
  stage.assert(reservation?.code !== formerCode, 'its code is a new one')
  stage.tell({
    step: 'second attempt',
    system: 'DELIVERY',
    state: staffing.status,
    at: null,
    note: `${reservation?.code}; ${formerCode} is void for ever`,
  })
}

const stateOf = ({ run }: HandoffState, step: string): string | undefined => run.steps.find(({ key }) => key === step)?.status
