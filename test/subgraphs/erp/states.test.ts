import { describe, expect, it } from '@jest/globals'
import {
  BUDGET_TRANSITIONS,
  CHARGE_TRANSITIONS,
  CUSTOMER_TRANSITIONS,
  followers,
  INVOICE_TRANSITIONS,
  PROJECT_TRANSITIONS,
  SCHEDULE_LINE_TRANSITIONS,
} from '../../../subgraphs/erp/states.ts'

const LIFE_CYCLES: readonly (readonly [string, Readonly<Record<string, readonly string[]>>, readonly string[]])[] = [
  ['project', PROJECT_TRANSITIONS, ['CLOSED']],
  ['budget', BUDGET_TRANSITIONS, []],
  ['billing schedule line', SCHEDULE_LINE_TRANSITIONS, ['INVOICED', 'CANCELLED']],
  ['customer', CUSTOMER_TRANSITIONS, []],
  ['invoice', INVOICE_TRANSITIONS, ['PAID', 'VOIDED']],
  ['charge', CHARGE_TRANSITIONS, ['BILLED', 'WRITTEN_OFF', 'NON_BILLABLE']],
]

describe.each(LIFE_CYCLES)('life cycle of a %s', (_, transitions, finalStates) => {
  it('leads from every state to known states only, and never to the same one', () => {
    for (const [from, targets] of Object.entries(transitions)) {
      for (const to of targets) expect(Object.keys(transitions)).toContain(to)
      expect(followers(transitions, from)).not.toContain(from)
    }
  })

  it('ends exactly where it should', () => {
    const ends = Object.keys(transitions).filter((state) => followers(transitions, state).length === 0)
    expect(ends).toEqual(finalStates)
  })

  it('reaches every state from another one or starts there', () => {
    const [start] = Object.keys(transitions)
    const reached = new Set([start, ...Object.values(transitions).flat()])
    expect([...reached].toSorted()).toEqual(Object.keys(transitions).toSorted())
  })
})
