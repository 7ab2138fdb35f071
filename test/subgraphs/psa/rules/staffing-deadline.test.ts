import { describe, expect, it } from '@jest/globals'
import { instant } from '../../../../contracts/wire/values.ts'
import { staffingDeadline } from '../../../../subgraphs/psa/rules/staffing-deadline.ts'

describe('staffingDeadline', () => {
  it('lies three working days later, at the same time of day', () => {
    expect(staffingDeadline(instant('2026-07-02T16:30:15.500Z'))).toBe('2026-07-07T16:30:15.500Z')
  })

  it('begins with the next working day for what is submitted on a weekend', () => {
    expect(staffingDeadline(instant('2026-07-04T08:00:00Z'))).toBe('2026-07-08T08:00:00.000Z')
  })
})
