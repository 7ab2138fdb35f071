import type { Cell } from '../cells.ts'
import type { FaultRule } from '../fault-plan.ts'
import type { KillMoment, KillWaves } from '../kill-waves.ts'

export const KILL_MOMENTS: readonly KillMoment[] = ['before-effect', 'after-effect', 'after-reply']

/** Kills the worker that makes the n-th call of this kind. */
export function killRule(
  waves: KillWaves,
  { moment, ...place }: { readonly token: string; readonly cell: Cell; readonly occurrence: number; readonly moment: KillMoment },
): FaultRule {
  return {
    ...place,
    point: moment === 'before-effect' ? 'before-effect' : 'after-effect',
    act: (held) => waves.await(held, moment),
  }
}
