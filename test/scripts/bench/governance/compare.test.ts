import { describe, expect, it } from '@jest/globals'
import { compare } from '../../../../scripts/bench/governance/compare.ts'
import type { Sample } from '../../../../scripts/bench/governance/load.ts'

const sample = (latencyMs: number, cpuMsPerRequest: number | null): Sample => ({
  requestsPerSecond: 1_000 / latencyMs,
  latenciesMs: [latencyMs, latencyMs, latencyMs],
  cpuMsPerRequest,
})
const names = { document: 'small', gateway: 'full' }

describe('the comparison of two gateways', () => {
  it('takes CPU of all rounds together and latency within each round, so that a slow moment of the machine changes little', () => {
    const row = compare(names, [sample(3, 2), sample(300, 3), sample(3, 1)], [sample(2, 1), sample(200, 2), sample(2, 1)])

    expect(row).toMatchObject({ ...names, 'CPU ms/request': 2, 'CPU ratio': 1.5, 'p50 ratio': 1.5, 'p99 ms': 300 })
  })

  it('says nothing about CPU where one side is not told', () => {
    const row = compare(names, [sample(3, 2)], [sample(2, null)])

    expect(row).toMatchObject({ 'CPU ms/request': 2, 'CPU ratio': null, 'p50 ratio': 1.5 })
  })
})
