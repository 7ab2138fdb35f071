import { describe, expect, it } from '@jest/globals'
import { percentile, recoveriesOf } from '../../../scripts/faults/judge/recovery.ts'
import type { CallEvent } from '../../../scripts/faults/proxy/call-log.ts'

const call = (at: number, event: 'arrived' | 'delivered', pid: number): CallEvent => ({
  at,
  event,
  number: at,
  worker: 'worker-1',
  pid,
  operation: 'CreateErpProject',
  isMutation: true,
  key: 'ho:opp_fault0001:1:H10',
  token: 'fault0001',
  digest: '',
})
const killed = (at: number, pid: number): CallEvent => ({ at, event: 'killed', part: 'worker-1', pid })

describe('the recovery of a case', () => {
  it('is the time from the death in its call to the next call by another process', () => {
    expect(recoveriesOf('fault0001', [call(100, 'arrived', 1), killed(200, 1), call(900, 'arrived', 2)])).toEqual([700])
  })

  it('counts from the death of whoever would have taken over', () => {
    const events = [call(100, 'arrived', 1), killed(200, 1), killed(600, 2), call(900, 'arrived', 3)]

    expect(recoveriesOf('fault0001', events)).toEqual([300])
  })

  it('is not counted for a death that met it between its calls, nor for the death of others', () => {
    const between = [call(100, 'delivered', 1), killed(110, 1), call(9_000, 'arrived', 2)]
    const others = [call(100, 'arrived', 1), killed(200, 3), call(900, 'arrived', 2)]

    expect([recoveriesOf('fault0001', between), recoveriesOf('fault0001', others)]).toEqual([[], []])
  })
})

describe('percentile', () => {
  it('is the value that the share does not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index)

    expect([percentile(values, 0.5), percentile(values, 0.99), percentile([], 0.5)]).toEqual([50, 99, Number.NaN])
  })
})
