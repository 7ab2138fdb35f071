import { idFor } from '../../../../contracts/wire/ids.ts'
import type { Failure } from '../../failure.ts'
import { addBusinessHours } from '../../rules/business-hours.ts'
import { calendarOf } from '../../rules/calendar-of.ts'
import type { Change } from '../changes.ts'
import type { RunState } from '../run-state.ts'

interface Wanted {
  readonly stepKey: string
  readonly subject: 'STEP' | 'UNDO'
  readonly title: string
  readonly failure: Failure
  readonly assigneeRole: string
  readonly dueBusinessHours: number
}

/** A task for a person; a step has one open task at most, and the run rests until it is settled. */
export function openTask(state: RunState, wanted: Wanted): readonly Change[] {
  const { run, handoff, now, tasks } = state
  const { stepKey, subject, title, failure, assigneeRole, dueBusinessHours } = wanted
  if (tasks.some((task) => task.stepKey === stepKey)) return []
  const { category, code, message, system } = failure
  const dueAt = addBusinessHours(now, dueBusinessHours, calendarOf(handoff.region))
  // The number of exceptions makes the id: the same failure after a repair is another task.
  const id = idFor('ReviewTask', run.id, stepKey, subject, String(run.exceptionCount))
  return [{ entity: 'ReviewTask', open: { id, stepKey, subject, category, code, title, message, system, assigneeRole, dueAt } }]
}
