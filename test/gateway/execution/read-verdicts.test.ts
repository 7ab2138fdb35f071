import { describe, expect, it } from '@jest/globals'
import { readVerdicts } from '../../../gateway/execution/read-verdicts.ts'

const VERDICT = { coordinate: 'Worker.pay', policy: 'segregation_of_duties', allowed: false, reason: 'the actor requested it' }
const on = (coordinate: string, policy = VERDICT.policy) => [{ coordinate, policy }]
const owns = (coordinate: string) => ['Worker.pay', 'Query.worker'].includes(coordinate)
const read = (verdicts: unknown, obligations = on('Worker.pay')) => readVerdicts({ verdicts }, obligations, owns)

describe('readVerdicts', () => {
  it('takes what the subgraph was obliged to decide, for a field or for its whole type', () => {
    expect(read([VERDICT])).toEqual([VERDICT])
    expect(read([VERDICT], on('Worker'))).toEqual([VERDICT])
    const onReturningField = { ...VERDICT, coordinate: 'Query.worker' }
    expect(read([onReturningField], on('Worker'))).toEqual([onReturningField])
  })

  it('takes nothing that it was not obliged to decide: a subgraph writes into the audit about its own decisions only', () => {
    expect(read([VERDICT], on('Worker.grade'))).toEqual([])
    expect(read([VERDICT], on('Worker.pay', 'ethical_wall'))).toEqual([])
    expect(read([VERDICT], [])).toEqual([])
    expect(read([{ ...VERDICT, coordinate: 'Invoice.total' }], on('Worker'))).toEqual([])
    expect(read([{ ...VERDICT, coordinate: 'ada@example.com' }], on('Worker'))).toEqual([])
  })

  it.each([undefined, null, 5, 'text', {}, [null, 5, 'x', {}, { ...VERDICT, allowed: 'yes' }, { ...VERDICT, more: 1 }]])(
    'takes nothing from %j',
    (verdicts) => {
      expect(read(verdicts)).toEqual([])
    },
  )

  it('takes a bounded number, of bounded size', () => {
    expect(read(Array.from({ length: 10_000 }, () => VERDICT))).toHaveLength(500)
    expect(read([{ ...VERDICT, reason: 'x'.repeat(301) }])).toEqual([])
  })
})
