import type { WorkerPart } from '../start/part-definitions.ts'
import type { Stack } from '../start/stack.ts'
import type { CaseRecord } from './case-records.ts'
import type { Cell } from './cells.ts'
import type { Director } from './drive/director.ts'
import type { Ending, EndingKind } from './drive/ending.ts'
import type { FaultPlan } from './fault-plan.ts'
import type { KillWaves } from './kill-waves.ts'
import type { CallLog } from './proxy/call-log.ts'

/** A running graph with everything that is needed to disturb it. */
export interface Ground {
  readonly stack: Stack
  readonly workers: readonly [WorkerPart, WorkerPart]
  readonly log: CallLog
  readonly plan: FaultPlan
  readonly waves: KillWaves
  readonly director: Director
  /** Kills, and notes it in the log. */
  readonly kill: (part: WorkerPart | 'database' | 'gateway' | 'crm' | 'erp' | 'psa') => Promise<void>
  /** Brings back whatever a drill left down or paused, so that the next one begins on sound ground. */
  readonly heal: () => Promise<void>
  /** Sets the business clock forward. */
  readonly advanceBusinessTime: (durationMs: number) => Promise<void>
  /** Every write of a handoff, as a clean run showed them. */
  readonly cells: Cells
}

export interface Cells {
  readonly dos: readonly Cell[]
  readonly undos: readonly Cell[]
}

/** One thing that is tried, with one handoff of its own. */
export interface Drill {
  /** `{group}/{place}/{fault}`: what `--only` matches and what repeats it. */
  readonly id: string
  /** The ending that the fault is no reason to miss. */
  readonly expects: EndingKind
  /** Prepares the fault of this drill, when it hangs on a call. */
  arm?(ground: Ground, record: CaseRecord): void
}

export interface DrillCase {
  readonly drill: Drill
  readonly record: CaseRecord
}

export interface DrillGroup {
  readonly name: string
  /** Its drills, for the writes that a clean run showed. */
  drills(cells: Cells): readonly Drill[]
  /** Runs them all; answers their endings in the same order. */
  play(ground: Ground, cases: readonly DrillCase[]): Promise<readonly Ending[]>
}
