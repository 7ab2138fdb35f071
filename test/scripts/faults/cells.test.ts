import { describe, expect, it } from '@jest/globals'
import { cellName, cellOf, discoverCells } from '../../../scripts/faults/cells.ts'
import type { CallEvent } from '../../../scripts/faults/proxy/call-log.ts'

const arrived = (number: number, operation: string, key: string | null): CallEvent => ({
  at: number,
  event: 'arrived',
  number,
  worker: 'worker-1',
  pid: 1,
  operation,
  isMutation: key !== null,
  key,
  token: 'fault0001',
  digest: '',
})

describe('the writes of a handoff', () => {
  it('are discovered from its calls, each once and in order; reads are none', () => {
    const cells = discoverCells([
      arrived(1, 'ReadOpportunity', null),
      arrived(2, 'UpsertCustomerMaster', 'ho:opp_fault0001:1:H03'),
      arrived(3, 'ReviseBudget', 'ho:opp_fault0001:1:H11:budget'),
      arrived(4, 'ReviseBudget', 'ho:opp_fault0001:1:H11:budget'),
      arrived(5, 'SupersedeBudget', 'ho:opp_fault0001:1:H11:budget:undo'),
    ])

    expect(cells.map(cellName)).toEqual([
      'H03.UpsertCustomerMaster',
      'H11.budget.ReviseBudget',
      'H11.budget.undo.SupersedeBudget',
    ])
    expect(cells.map(({ isUndo }) => isUndo)).toEqual([false, false, true])
  })

  it('are the same in every run and attempt', () => {
    const one = cellOf({ operation: 'CreatePsaProject', key: 'ho:opp_fault0001:1:H12' })
    const other = cellOf({ operation: 'CreatePsaProject', key: 'sow:ctr_fault0099:v3:H12' })

    expect(one).toEqual(other)
  })
})
