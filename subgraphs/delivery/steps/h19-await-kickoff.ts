import { readStaffing } from './read-staffing.ts'
import { defineStep } from './step.ts'

/** Waits until the project manager has recorded the kickoff. */
export const awaitKickoff = defineStep({
  key: 'H19',
  async do(context) {
    const { kickoff } = await readStaffing(context)
    if (kickoff === null) return null
    return {
      result: { heldAt: kickoff.heldAt },
      externalReference: context.resultOf('H09').projectId,
      details: { heldAt: kickoff.heldAt },
    }
  },
  undo: null,
})
