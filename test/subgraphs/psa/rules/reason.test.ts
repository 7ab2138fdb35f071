import { describe, expect, it } from '@jest/globals'
import { findReasonFault } from '../../../../subgraphs/psa/rules/reason.ts'

describe('findReasonFault', () => {
  it.each(['x', 'x'.repeat(2000)])('admits a reason', (reason) => {
    expect(findReasonFault(reason)).toBeNull()
  })

  it.each(['', ' \n', 'x'.repeat(2001)])('refuses none and an endless one', (reason) => {
    expect(findReasonFault(reason)).toMatchObject({ code: 'VALIDATION_FAILED', field: ['input', 'reason'] })
  })
})
