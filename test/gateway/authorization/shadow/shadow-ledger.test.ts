import { describe, expect, it } from '@jest/globals'
import { createShadowLedger, type ShadowChange } from '../../../../gateway/authorization/shadow/shadow-ledger.ts'

const change = (more: Partial<ShadowChange> = {}): ShadowChange => ({
  clientId: 'app',
  operation: 'Pay',
  coordinate: 'Worker.pay',
  change: 'loss',
  from: 'clear',
  to: 'denied',
  ...more,
})

describe('createShadowLedger', () => {
  it('counts by client, operation, coordinate and outcome, and begins anew after each report', () => {
    const ledger = createShadowLedger(10)
    ledger.note([change(), change({ coordinate: 'Worker.grade' })])
    ledger.note([change()])
    ledger.note([change({ clientId: 'other' })])
    ledger.note([change({ to: 'masked' })])
    ledger.note([])

    expect(ledger.take()).toEqual({
      operations: 5,
      changedOperations: 4,
      failures: 0,
      lastFailure: null,
      dropped: 0,
      changes: [
        { ...change(), count: 2 },
        { ...change({ coordinate: 'Worker.grade' }), count: 1 },
        { ...change({ clientId: 'other' }), count: 1 },
        { ...change({ to: 'masked' }), count: 1 },
      ],
    })
    expect(ledger.take()).toBeNull()
  })

  it('keeps no more different changes than it may, and says how many it dropped', () => {
    const ledger = createShadowLedger(3)
    for (let n = 0; n < 100; n += 1) ledger.note([change({ operation: `Op${n}` })])
    ledger.note([change({ operation: 'Op0' })])

    const report = ledger.take()

    expect(report).toMatchObject({ operations: 101, dropped: 97 })
    expect(report?.changes).toHaveLength(3)
    expect(report?.changes[0]).toMatchObject({ operation: 'Op0', count: 2 })
  })

  it('tells failures apart from operations without a change', () => {
    const ledger = createShadowLedger(3)
    ledger.noteFailure(new Error('boom'))

    expect(ledger.take()).toMatchObject({ operations: 1, changedOperations: 0, failures: 1, lastFailure: 'Error: boom' })
    expect(ledger.take()).toBeNull()
  })
})
