import type { Call, Write, WriteOptions } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import type { RunAction, WorkflowRun } from '../../port.ts'
import { checkReason } from '../../rules/input-rules.ts'
import { cancelRun } from '../../workflows/commands/cancel-run.ts'
import { type CommandContext, invalidState, refuse, type Verdict } from '../../workflows/commands/command.ts'
import { retryStep } from '../../workflows/commands/retry-step.ts'
import { skipStep } from '../../workflows/commands/skip-step.ts'
import { stepsOf } from '../../workflows/definition.ts'
import type { DefinitionSource } from './ledger/definition-source.ts'
import { RUNS } from './records.ts'
import { createRunCommander } from './run-command.ts'

const OPERATION = { cancel: 'cancelRun', 'retry-step': 'retryStep', 'skip-step': 'skipStep' } as const

/** What people may ask of a run. */
export function createRunActions(db: Database, definitions: DefinitionSource) {
  const say = createRunCommander(db, definitions)
  const reader = createReader(db, RUNS)

  return async function act(runId: string, action: RunAction, options: WriteOptions, call: Call): Promise<Write<WorkflowRun>> {
    const faults = checkReason(action)
    if (faults.length > 0) return { ok: false, errors: faults }
    const command = {
      operation: OPERATION[action.kind],
      input: { runId, ...action },
      recordId: runId,
      reader,
      field: 'runId',
      runOf: () => Promise.resolve(runId),
      revisionOf: ({ state }: CommandContext) => state.run.revision,
      judge: (context: CommandContext) => judge(context, action),
    }
    return say(command, options, call)
  }
}

function judge(context: CommandContext, action: RunAction): Verdict {
  if (action.kind === 'cancel') return cancelRun(context, action.reason)
  const { stepKey, reason } = action
  // Retention removes the steps of a run long after its end.
  if (context.state.steps.length === 0)
    return invalidState('The run is over, and its steps are archived.', context.state.run.status)
  if (!stepsOf(context.definition).some(({ key }) => key === stepKey)) {
    return refuse({ code: 'NOT_FOUND', message: `The run has no step ${stepKey}.`, field: ['input', 'stepKey'] })
  }
  return action.kind === 'retry-step' ? retryStep(context, stepKey, reason) : skipStep(context, stepKey, reason)
}
