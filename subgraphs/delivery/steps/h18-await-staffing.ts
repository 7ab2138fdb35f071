import { readStaffing } from './read-staffing.ts'
import { defineStep } from './step.ts'

/** Waits until resource management has booked every role that the kickoff needs. */
export const awaitStaffing = defineStep({
  key: 'H18',
  async do(context) {
    const { staffing } = await readStaffing(context)
    // H16 has made every request before, so none that is open means that all are booked.
    if (staffing.mandatoryOpen > 0) return null
    return {
      result: { mandatoryRoles: staffing.mandatoryTotal },
      externalReference: context.resultOf('H09').projectId,
      details: { mandatoryRoles: String(staffing.mandatoryTotal) },
    }
  },
  undo: null,
})
