import { describe, expect, it } from '@jest/globals'
import { statusByProposals } from '../../../../subgraphs/psa/rules/staffing-status.ts'

describe('statusByProposals', () => {
  it.each([
    [[], 'SUBMITTED'],
    [['REJECTED', 'WITHDRAWN'], 'SUBMITTED'],
    [['REJECTED', 'PROPOSED'], 'PROPOSED'],
    [['PROPOSED', 'APPROVED'], 'APPROVED'],
  ] as const)('of %j is %s', (proposals, status) => {
    expect(statusByProposals(proposals)).toBe(status)
  })
})
