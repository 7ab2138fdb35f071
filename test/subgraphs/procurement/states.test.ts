import { describe, expect, it } from '@jest/globals'
import {
  PURCHASE_ORDER_TRANSITIONS,
  REQUISITION_TRANSITIONS,
  SUPPLIER_TRANSITIONS,
} from '../../../subgraphs/procurement/states.ts'

const LIFE_CYCLES: readonly (readonly [string, Readonly<Record<string, readonly string[]>>, readonly string[]])[] = [
  ['requisition', REQUISITION_TRANSITIONS, ['REJECTED', 'ORDERED', 'CANCELLED']],
  ['purchase order', PURCHASE_ORDER_TRANSITIONS, ['CLOSED', 'CANCELLED']],
  ['supplier', SUPPLIER_TRANSITIONS, ['OFFBOARDED']],
]

describe.each(LIFE_CYCLES)('life cycle of a %s', (_, transitions, finalStates) => {
  it('leads from every state to other known states only', () => {
    for (const [from, targets] of Object.entries(transitions)) {
      for (const to of targets) expect(Object.keys(transitions)).toContain(to)
      expect(targets).not.toContain(from)
    }
  })

  it('ends exactly where it should', () => {
    expect(Object.keys(transitions).filter((state) => transitions[state]?.length === 0)).toEqual(finalStates)
  })
})
