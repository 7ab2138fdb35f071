import { describe, expect, it } from '@jest/globals'
import { dateText, decimal } from '../../../../contracts/wire/values.ts'
import { approvalReasons } from '../../../../subgraphs/psa/rules/staffing-approval.ts'

describe('approvalReasons', () => {
  // A Wednesday: five working days later is the next Wednesday.
  const today = dateText('2026-07-01')

  it.each([
    ['1', '2026-07-08', []],
    ['1.00', '2027-01-01', []],
    ['1.01', '2026-07-08', ['OVER_ALLOCATION']],
    ['1', '2026-07-07', ['SHORT_NOTICE']],
    ['0.1', '2026-06-01', ['SHORT_NOTICE']],
    ['2', '2026-07-01', ['OVER_ALLOCATION', 'SHORT_NOTICE']],
  ])('of a share of %s from %s on are %j', (allocation, startDate, reasons) => {
    expect(approvalReasons({ allocation: decimal(allocation), startDate: dateText(startDate) }, today)).toEqual(reasons)
  })
})
