import { describe, expect, it } from '@jest/globals'
import { createFaultPlan, type FaultRule } from '../../../scripts/faults/fault-plan.ts'
import type { HeldCall } from '../../../scripts/faults/proxy/fault-proxy.ts'

const call = (token: string): HeldCall => ({
  number: 1,
  worker: 'worker-1',
  pid: 1,
  operation: 'CreateErpProject',
  isMutation: true,
  key: `ho:opp_${token}:1:H10`,
  token,
  digest: '',
  settled: Promise.resolve(),
})
const rule = (act: FaultRule['act'], occurrence = 1): FaultRule => ({
  token: 'fault0001',
  cell: { operation: 'CreateErpProject', suffix: 'H10', isUndo: false },
  occurrence,
  point: 'after-effect',
  act,
})

describe('a fault plan', () => {
  it('meets the call of its case once, and no other case', async () => {
    const plan = createFaultPlan()
    plan.arm(rule(async () => 'drop'))

    expect(plan.intercept(call('fault0002'))).toBeNull()
    const interception = plan.intercept(call('fault0001'))
    expect(interception?.point).toBe('after-effect')
    expect(await interception?.act(call('fault0001'))).toBe('drop')
    expect(plan.intercept(call('fault0001'))).toBeNull()
    expect(plan.waitingFor('fault0001')).toEqual([])
  })

  it('waits for the n-th call', () => {
    const plan = createFaultPlan()
    plan.arm(rule(async () => 'drop', 2))

    expect(plan.intercept(call('fault0001'))).toBeNull()
    expect(plan.waitingFor('fault0001')).toHaveLength(1)
    expect(plan.intercept(call('fault0001'))).not.toBeNull()
  })

  it('waits again when something else was faster', async () => {
    const plan = createFaultPlan()
    plan.arm(rule(async () => 'again'))

    expect(await plan.intercept(call('fault0001'))?.act(call('fault0001'))).toBe('drop')
    expect(plan.waitingFor('fault0001')).toHaveLength(1)
    expect(plan.intercept(call('fault0001'))).not.toBeNull()
  })
})
