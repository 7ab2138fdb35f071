import { type Cell, cellOf, isSameCell } from './cells.ts'
import type { Call } from './proxy/call.ts'
import type { HeldCall, Interception, Outcome, Point } from './proxy/fault-proxy.ts'

/** One fault that waits for its call. */
export interface FaultRule {
  readonly token: string
  readonly cell: Cell
  /** 1: the first such call of the case, 2: the second, and so on. */
  readonly occurrence: number
  readonly point: Point
  /** `again`: the call was lost before the fault could happen; the rule waits for the next one. */
  act(held: HeldCall): Promise<Outcome | 'again'>
}

export type FaultPlan = ReturnType<typeof createFaultPlan>

/** Faults by the calls that they wait for. Each happens once. */
export function createFaultPlan() {
  const armed = new Set<FaultRule>()
  const arrivals = new Map<string, number>()

  function intercept(call: Call): Interception | null {
    const cell = cellOf(call)
    if (cell === null || call.token === null) return null
    const place = `${call.token} ${cell.operation} ${cell.suffix}`
    const occurrence = (arrivals.get(place) ?? 0) + 1
    arrivals.set(place, occurrence)
    for (const rule of armed) {
      if (rule.token !== call.token || !isSameCell(rule.cell, cell) || occurrence < rule.occurrence) continue
      armed.delete(rule)
      return { point: rule.point, act: (held) => carryOut(rule, held) }
    }
    return null
  }

  async function carryOut(rule: FaultRule, held: HeldCall): Promise<Outcome> {
    const outcome = await rule.act(held)
    if (outcome !== 'again') return outcome
    armed.add(rule)
    return 'drop'
  }

  return {
    intercept,
    arm: (rule: FaultRule) => void armed.add(rule),
    /** Faults of a case that never happened: the case proves nothing. */
    waitingFor: (token: string): readonly FaultRule[] => [...armed].filter((rule) => rule.token === token),
  }
}
