import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { dateText, decimal } from '../../../../contracts/wire/values.ts'
import { findWeekFaults } from '../../../../subgraphs/psa/rules/timecard-week.ts'

describe('findWeekFaults', () => {
  const MONDAY = Temporal.PlainDate.from('2026-05-18')
  const plus = (days: number) => dateText(MONDAY.add({ days }).toString())
  const rulesOf = (weekStart: number, entries: readonly (readonly [number, string])[]) =>
    findWeekFaults({
      assignmentId: 'asg_1',
      weekStart: plus(weekStart),
      entries: entries.map(([day, hours]) => ({
        date: plus(day),
        hours: decimal(hours),
        billable: true,
        taskId: null,
        note: null,
      })),
    }).map((fault) => ('rule' in fault ? fault.rule : fault.code))

  it('admits any days of the week with up to 24 hours each', () => {
    const entry = fc.tuple(
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 1, max: 240 }).map((hundredths) => (hundredths / 100).toFixed(2)),
    )
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 10 }), (entries) => {
        expect(rulesOf(0, entries)).toEqual([])
      }),
    )
  })

  it('admits exactly the Mondays as the start of a week', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), (days) => {
        expect(rulesOf(days, [[days, '8']])).toEqual(days % 7 === 0 ? [] : ['PSA-WEEK-MONDAY'])
      }),
    )
  })

  it.each([
    ['24 hours in one entry', [[0, '24']], []],
    [
      '24 hours in three entries',
      [
        [0, '8'],
        [0, '8'],
        [0, '8'],
      ],
      [],
    ],
    [
      'a hundredth more than 24',
      [
        [0, '24'],
        [0, '0.01'],
      ],
      ['PSA-ENTRY-HOURS'],
    ],
    ['the Sunday before', [[-1, '8']], ['PSA-ENTRY-DATE']],
    ['the Monday after', [[7, '8']], ['PSA-ENTRY-DATE']],
    ['negative hours', [[0, '-1']], ['PSA-ENTRY-HOURS']],
    ['thousandths', [[0, '0.125']], ['PSA-ENTRY-HOURS']],
    ['no entries', [], ['PSA-WEEK-ENTRIES']],
  ] as const)('decides on %s', (_, entries, rules) => {
    expect(rulesOf(0, entries)).toEqual(rules)
  })
})
