import { applyChanges } from './changes.ts'
import { decide } from './decide.ts'
import type { WorkflowDefinition } from './definition.ts'
import type { Lease, Ledger, Plan, RestUntil } from './ledger.ts'
import { parkRun } from './plan/park-run.ts'
import type { RunState } from './run-state.ts'
import { inRealTime } from './times.ts'

/**
 * Puts a run before a person that fails again and again in a way that nobody foresaw, and gives its lease back. Answers false
 * when it stands at nothing that a person could settle; then nothing is written.
 */
export async function giveUp(ledger: Ledger, lease: Lease, cause: unknown): Promise<boolean> {
  for (;;) {
    const { state, definition } = await ledger.load(lease)
    if (parkRun(state, definition, cause) === null) return false
    const committed = await ledger.commit(lease, state, (current) => planOf(current, definition, cause))
    if (committed !== null) return true
  }
}

function planOf(state: RunState, definition: WorkflowDefinition, cause: unknown): Plan {
  const changes = parkRun(state, definition, cause) ?? []
  return { changes, rest: restOf(applyChanges(state, changes, state.now), definition) }
}

/** Steps beside the one that is parked keep their deadlines; whatever else could be done waits for the person. */
function restOf(parked: RunState, definition: WorkflowDefinition): RestUntil {
  const looked = new Set(parked.steps.map(({ key }) => key))
  const next = decide(parked, definition, { realNow: inRealTime(0), looked })
  return next.kind === 'rest' ? { alarmAt: next.alarmAt, retryAt: next.retryAt } : { alarmAt: null, retryAt: null }
}
