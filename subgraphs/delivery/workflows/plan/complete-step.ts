import { businessHoursBetween } from '../../rules/business-hours.ts'
import { calendarOf } from '../../rules/calendar-of.ts'
import type { Change } from '../changes.ts'
import type { StepDefinition } from '../definition.ts'
import type { Completion } from '../outcome.ts'
import { type RunState, stepOf } from '../run-state.ts'

/** A step is done: its answer is kept for the steps after it, and the project may have reached a stage. */
export function completeStep(state: RunState, definition: StepDefinition, completion: Completion): readonly Change[] {
  const step = stepOf(state, definition.key)
  const { result, externalReference = null, handoff, details = {}, notices = [] } = completion
  return [
    {
      entity: 'WorkflowStep',
      key: step.key,
      to: 'COMPLETED',
      set: {
        result,
        externalReference,
        completedAt: state.now,
        nextRetryAt: null,
        ...(step.firstFailedAt !== null && { recoveredAt: state.now }),
      },
      details: { ...details, ...(externalReference !== null && { externalReference }) },
    },
    ...(handoff === undefined ? [] : [{ entity: 'Handoff', set: handoff } as const]),
    ...reach(state, definition),
    ...notices.map(({ role, title }) => ({ entity: 'Notice', role, title }) as const),
  ]
}

function reach(state: RunState, { reaches }: StepDefinition): readonly Change[] {
  const { now } = state
  switch (reaches) {
    case undefined:
      return []
    case 'PROJECT_CREATED':
      return [
        { entity: 'Handoff', set: { projectCreatedAt: now, setupCycleHours: setupHours(state) } },
        { entity: 'ProjectStage', stage: reaches },
        { entity: 'Reservation', to: 'IN_USE' },
      ]
    case 'RESOURCES_ASSIGNED':
      return [
        { entity: 'Handoff', set: { resourcesAssignedAt: now } },
        { entity: 'ProjectStage', stage: reaches },
      ]
    case 'KICKOFF_COMPLETED':
      return [
        { entity: 'Handoff', set: { kickoffCompletedAt: now } },
        { entity: 'ProjectStage', stage: reaches },
      ]
    default:
      return [{ entity: 'ProjectStage', stage: reaches }]
  }
}

/** Business hours of the region from acceptance to the project (KPI SETUP_CYCLE_TIME). */
function setupHours({ handoff, now }: RunState) {
  return handoff.acceptedAt === null ? null : businessHoursBetween(handoff.acceptedAt, now, calendarOf(handoff.region))
}
