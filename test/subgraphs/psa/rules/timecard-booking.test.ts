import { describe, expect, it } from '@jest/globals'
import { dateText, decimal } from '../../../../contracts/wire/values.ts'
import type { TimeEntry } from '../../../../subgraphs/psa/port.ts'
import { type Booking, findBookingFaults } from '../../../../subgraphs/psa/rules/timecard-booking.ts'
import {
  ASSIGNMENT_TRANSITIONS,
  type AssignmentStatus,
  PROJECT_TRANSITIONS,
  type ProjectStatus,
} from '../../../../subgraphs/psa/states.ts'
import { personWith } from '../../../support/subgraph-client.ts'

describe('findBookingFaults', () => {
  const rulesOf = (booking: Partial<Booking>, entry: Partial<TimeEntry> = {}, principal = WORKER) =>
    findBookingFaults(
      { assignmentId: 'asg_1', weekStart: dateText('2026-05-18'), entries: [{ ...ENTRY, ...entry }] },
      { ...BOOKING, ...booking },
      principal,
    ).map((fault) => ('rule' in fault ? fault.rule : fault.code))

  it.each(Object.keys(ASSIGNMENT_TRANSITIONS) as AssignmentStatus[])('takes time of a firm booking only: %s', (status) => {
    expect(rulesOf({ status })).toEqual(['CONFIRMED', 'ACTIVE', 'COMPLETED'].includes(status) ? [] : ['PSA-TIME-BOOKED'])
  })

  it.each(Object.keys(PROJECT_TRANSITIONS) as ProjectStatus[])('takes no time of an ended project: %s', (projectStatus) => {
    expect(rulesOf({ projectStatus })).toEqual(['CLOSED', 'CANCELLED'].includes(projectStatus) ? ['PSA-TIME-PROJECT'] : [])
  })

  it.each([
    ['the first day', { date: dateText('2026-05-18') }, []],
    ['the last day', { date: dateText('2026-05-22') }, []],
    ['the day before', { date: dateText('2026-05-17') }, ['PSA-TIME-BOOKED']],
    ['the day after', { date: dateText('2026-05-23') }, ['PSA-TIME-BOOKED']],
    ['a task of the project', { taskId: 'tsk_1' }, []],
    ['another task', { taskId: 'tsk_2' }, ['PSA-TIME-TASK']],
  ])('decides on %s', (_, entry, rules) => {
    expect(rulesOf({}, entry)).toEqual(rules)
  })

  it('takes billable time of a billable booking only', () => {
    expect(rulesOf({ billable: false })).toEqual(['PSA-TIME-BILLABLE'])
    expect(rulesOf({ billable: false }, { billable: false })).toEqual([])
  })

  it('takes the time of a worker from that worker or from a service, and says nothing else to anybody', () => {
    const somebody = personWith([], { workerId: 'wrk_2' })
    const service = personWith([], { workerId: null, kind: 'SERVICE' })

    expect(rulesOf({ status: 'RELEASED' }, {}, somebody)).toEqual(['FORBIDDEN'])
    expect(rulesOf({}, {}, personWith([], { workerId: null }))).toEqual(['FORBIDDEN'])
    expect(rulesOf({}, {}, service)).toEqual([])
  })
})

const WORKER = personWith([], { workerId: 'wrk_1' })
const ENTRY: TimeEntry = { date: dateText('2026-05-20'), hours: decimal('8'), billable: true, taskId: null, note: null }
const BOOKING: Booking = {
  projectStatus: 'IN_PROGRESS',
  workerId: 'wrk_1',
  status: 'ACTIVE',
  startDate: dateText('2026-05-18'),
  endDate: dateText('2026-05-22'),
  billable: true,
  taskIds: ['tsk_1'],
}
