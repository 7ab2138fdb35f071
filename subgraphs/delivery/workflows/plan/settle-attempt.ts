import { addBusinessDays } from '../../rules/business-days.ts'
import { calendarOf } from '../../rules/calendar-of.ts'
import type { Change } from '../changes.ts'
import type { StepDefinition } from '../definition.ts'
import type { Outcome } from '../outcome.ts'
import { type RunState, stepOf } from '../run-state.ts'
import { completeStep } from './complete-step.ts'
import { failAttempt } from './fail-attempt.ts'

/** What one attempt means for the run. `chance` in [0, 1) spreads the pauses before a retry. */
export function settleAttempt(state: RunState, definition: StepDefinition, outcome: Outcome, chance: number): readonly Change[] {
  const step = stepOf(state, definition.key)
  switch (outcome.kind) {
    case 'completed':
      return completeStep(state, definition, outcome.completion)
    case 'skipped':
      return [skipped(definition.key, outcome.reason, state)]
    case 'waiting':
      if (step.status !== 'WAITING') return [waiting(state, definition)]
      return step.nextRetryAt === null
        ? []
        : [{ entity: 'WorkflowStep', key: step.key, set: { nextRetryAt: null, attemptsInRound: 0 } }]
    case 'failed':
      return failAttempt(state, definition, outcome, chance)
  }
}

const skipped = (key: string, reason: string, { now }: RunState): Change => ({
  entity: 'WorkflowStep',
  key,
  to: 'SKIPPED',
  set: { reason, completedAt: now },
  details: { reason },
})

function waiting({ now, handoff }: RunState, { key, wait }: StepDefinition): Change {
  if (wait === undefined) throw new Error(`step ${key} waits, and its definition does not say for whom`)
  const dueAt = addBusinessDays(now, wait.slaBusinessDays, calendarOf(handoff.region))
  return {
    entity: 'WorkflowStep',
    key,
    to: 'WAITING',
    set: { dueAt, waitingRole: wait.role, escalationLevel: 0, attemptsInRound: 0 },
    details: { role: wait.role, dueAt },
  }
}
