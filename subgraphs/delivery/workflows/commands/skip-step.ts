import { stepsOf } from '../definition.ts'
import { stepOf } from '../run-state.ts'
import { accept, type CommandContext, invalidState, refuse, type Verdict } from './command.ts'
import { settleTask } from './settle-task.ts'

const SKIPPABLE = ['IN_REVIEW', 'IN_FALLBACK', 'RETRYING', 'PENDING'] as const

/**
 * Goes on without an optional step. A control point and a step that others build on cannot be left out. For an undo it says
 * that a person has undone the effect by hand.
 */
export function skipStep(context: CommandContext, key: string, reason: string): Verdict {
  const { state, definition } = context
  const step = stepOf(state, key)
  if (step.compensationStatus === 'FAILED') {
    return accept(
      {
        entity: 'WorkflowStep',
        key,
        to: 'COMPENSATED',
        set: { manual: true, compensationStatus: 'DONE', reason },
        details: { reason: 'given', byHand: 'true' },
      },
      ...settleTask(context, key, 'SKIP', reason),
    )
  }
  const declared = stepsOf(definition).find((each) => each.key === key)
  if (declared?.mandatoryControl === true) {
    const message = `${key} ${declared.name} is a mandatory control point; nobody may skip it.`
    return refuse({ code: 'POLICY_VIOLATION', message, policy: 'mandatory_control' })
  }
  if (declared?.optional !== true) {
    return refuse({ code: 'POLICY_VIOLATION', message: `${key} is not optional: later steps need it.`, policy: 'optional_step' })
  }
  if (!SKIPPABLE.some((status) => status === step.status)) {
    return invalidState(`A step that is ${step.status} cannot be skipped.`, step.status)
  }
  return accept(
    {
      entity: 'WorkflowStep',
      key,
      to: 'SKIPPED',
      set: { manual: true, reason, completedAt: state.now, nextRetryAt: null, nextAttemptAt: null },
      details: { reason: 'given' },
    },
    ...settleTask(context, key, 'SKIP', reason),
  )
}
