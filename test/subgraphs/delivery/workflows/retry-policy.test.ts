import { describe, expect, it } from '@jest/globals'
import { retryDelayMs, STANDARD_RETRY } from '../../../../subgraphs/delivery/workflows/retry-policy.ts'

describe('retryDelayMs', () => {
  it('doubles its bound with every failed attempt, up to the longest pause', () => {
    const almostOne = 1 - Number.EPSILON
    const bounds = [1, 2, 3, 4, 20].map((failed) => retryDelayMs(STANDARD_RETRY, failed, almostOne))

    expect(bounds).toEqual([1_999, 3_999, 7_999, 15_999, 299_999])
  })

  it('spreads the pauses from nothing to the bound', () => {
    expect(retryDelayMs(STANDARD_RETRY, 3, 0)).toBe(0)
    expect(retryDelayMs(STANDARD_RETRY, 3, 0.5)).toBe(4_000)
  })
})
