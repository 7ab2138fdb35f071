import type { Principal } from '../../../../contracts/wire/principal.ts'
import type { InstantText } from '../../../../contracts/wire/values.ts'
import { predicateNamed } from '../../../../policies/index.ts'
import type { WriteError } from '../../../shared/port.ts'
import type { ReviewResolution, ReviewTask } from '../../port.ts'
import type { ReviewTaskStatus } from '../../states.ts'
import { wishToCancel } from './cancel-run.ts'
import { accept, type CommandContext, invalidState, refuse, type Verdict } from './command.ts'
import { retryStep } from './retry-step.ts'
import { settleTask } from './settle-task.ts'
import { skipStep } from './skip-step.ts'

/** Settles what only a person can: the cause is cured and the step is tried again, or it is left out, or all is undone. */
export function resolveReviewTask(
  context: CommandContext,
  taskId: string,
  { resolution, comment }: { readonly resolution: ReviewResolution; readonly comment: string },
): Verdict {
  const { state, by } = context
  const task = state.tasks.find(({ id }) => id === taskId)
  if (task === undefined) throw new Error(`task ${taskId} is not among the open ones of the run that was read for it`)
  const isOperator = by.scopes.includes('delivery:operate')
  if (task.subject === 'UNDO' && !isOperator) {
    return refuse({ code: 'FORBIDDEN', message: 'Only those who operate runs settle an undo.', policy: 'operator' })
  }
  if (!isOperator && !by.roles.includes(task.assigneeRole)) {
    const message = `Only a person in the role ${task.assigneeRole}, or one who operates runs, settles this.`
    return refuse({ code: 'FORBIDDEN', message, policy: 'assignee_role' })
  }
  switch (resolution) {
    case 'RETRY':
      return retryStep(context, task.stepKey, comment)
    case 'SKIP': {
      const error = mayNotSkip(by)
      return error === null ? skipStep(context, task.stepKey, comment) : refuse(error)
    }
    case 'CANCEL':
      // A run that is on its way back cannot turn back once more.
      if (task.subject === 'UNDO') return invalidState('An undo is tried again or done by hand.', 'OPEN', ['RESOLVED'])
      return accept(wishToCancel(by.subject, comment), ...settleTask(context, task.stepKey, 'CANCEL', comment))
  }
}

export type ClosedTask = Pick<ReviewTask, 'resolution' | 'resolvedByWorkerId'> & {
  readonly status: Exclude<ReviewTaskStatus, 'OPEN'>
  readonly resolvedBy: string | null
  readonly resolvedAt: InstantText | null
}

/** What whoever comes too late is told: who settled the task, how and when, or that nobody has to any more. */
export function closedTask({ status, resolution, resolvedBy, resolvedByWorkerId, resolvedAt }: ClosedTask): WriteError {
  const message =
    status === 'RESOLVED'
      ? `The task was settled before: ${resolution} by ${resolvedByWorkerId ?? resolvedBy} at ${resolvedAt}.`
      : `The task was withdrawn at ${resolvedAt}: the run was cancelled first.`
  return { code: 'INVALID_STATE', message, currentState: status, allowedStates: [] }
}

const SECOND_FACTOR = 'mfa'

/** The same as the schema asks of `skipStep`: a task is no way around it. */
function mayNotSkip(principal: Principal): WriteError | null {
  if (principal.kind !== 'PERSON' || !principal.scopes.includes('delivery:admin')) {
    return { code: 'FORBIDDEN', message: 'Only a person who administers runs leaves a step out.', policy: 'delivery:admin' }
  }
  const verdict = predicateNamed(SECOND_FACTOR)?.decide({ principal, args: {}, facts: {}, nowSeconds: Date.now() / 1000 })
  if (verdict?.allowed === true) return null
  return { code: 'FORBIDDEN', message: 'To leave a step out takes a sign-in with a second factor.', policy: SECOND_FACTOR }
}
