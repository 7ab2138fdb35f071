import { describe, expect, it } from '@jest/globals'
import { dateText, decimal } from '../../../contracts/wire/values.ts'
import type { Project, TimecardAction, TimecardDraft, TimeEntry } from '../../../subgraphs/psa/port.ts'
import type { Call } from '../../../subgraphs/shared/port.ts'
import { personWith } from '../../support/subgraph-client.ts'
import { CALL, callOf, faults, newKey, record } from './calls.ts'
import type { OpenedPsa } from './opened-psa.ts'

/** What every adapter promises about time: handed in, decided on, and added up. */
export function describeTimecards(opened: () => OpenedPsa): void {
  const psa = () => opened().system
  const project = async (id: string) => (await psa().projects.getByIds([id], CALL))[0] as Project

  describe('submitting a week of time', () => {
    const entry = (date: string, overrides: Partial<TimeEntry> = {}): TimeEntry => ({
      date: dateText(date),
      hours: decimal('7.5'),
      billable: true,
      taskId: null,
      note: null,
      ...overrides,
    })
    const submit = (
      overrides: { assignmentId?: string; weekStart?: string; entries?: readonly TimeEntry[] },
      call = CALL,
      by = newKey(),
    ) => {
      const { assignmentId = 'asg_active', weekStart = '2026-05-18', entries = [entry(weekStart)] } = overrides
      const draft: TimecardDraft = { assignmentId, weekStart: dateText(weekStart), entries }
      return psa().timecards.create(draft, { idempotencyKey: by }, call)
    }

    it('creates one timecard a week, submitted by the caller', async () => {
      const written = record(await submit({ entries: [entry('2026-05-18', { taskId: 'tsk_running', note: 'Design' })] }))

      expect(written).toMatchObject({
        projectId: 'prj_running',
        workerId: 'wrk_tester',
        status: 'SUBMITTED',
        submittedBy: 'tester',
      })
      expect(written.entries).toEqual([
        { date: '2026-05-18', hours: '7.5', billable: true, taskId: 'tsk_running', note: 'Design' },
      ])
      expect(written.submittedAt).toMatch(/Z$/)
      expect(faults(await submit({}))).toMatchObject([{ code: 'INVALID_STATE', currentState: 'SUBMITTED' }])
    })

    it('has one effect when fifty requests with one key arrive at once', async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => submit({ weekStart: '2026-05-11' }, CALL, 'week')))

      expect(answers.filter((answer) => answer.ok && !answer.replayed)).toHaveLength(1)
      expect(answers.filter(({ ok }) => ok)).toHaveLength(50)
    })

    it('takes a rejected week again, and forgets the former decision', async () => {
      const written = record(await submit({ weekStart: '2026-05-04' }))
      const reject: TimecardAction = { kind: 'reject', reason: 'Wrong task' }
      const rejected = record(await psa().timecards.act(written.id, reject, { idempotencyKey: newKey() }, callOf('manager')))
      const again = record(await submit({ weekStart: '2026-05-04', entries: [entry('2026-05-05', { hours: decimal('6') })] }))

      expect(rejected).toMatchObject({ status: 'REJECTED', rejectionReason: 'Wrong task', approverId: 'wrk_manager' })
      expect(again).toMatchObject({
        id: written.id,
        status: 'SUBMITTED',
        rejectionReason: null,
        approverId: null,
        decidedAt: null,
      })
      expect(again.entries).toHaveLength(1)
    })

    it.each([
      ['a week that does not start on a Monday', { weekStart: '2026-05-19' }, 'PSA-WEEK-MONDAY'],
      ['no entries', { entries: [] }, 'PSA-WEEK-ENTRIES'],
      ['a day of another week', { entries: [entry('2026-05-26')] }, 'PSA-ENTRY-DATE'],
      ['no hours', { entries: [entry('2026-05-18', { hours: decimal('0') })] }, 'PSA-ENTRY-HOURS'],
      ['a day of 25 hours', { entries: [entry('2026-05-18', { hours: decimal('20') }), entry('2026-05-18')] }, 'PSA-ENTRY-HOURS'],
      ['a booking that is not firm', { assignmentId: 'asg_tentative' }, 'PSA-TIME-BOOKED'],
      ['days outside the booking', { weekStart: '2026-06-29', entries: [entry('2026-07-01')] }, 'PSA-TIME-BOOKED'],
      ['a closed project', { assignmentId: 'asg_closed' }, 'PSA-TIME-PROJECT'],
      ['billable time of an unbillable booking', { assignmentId: 'asg_unbillable' }, 'PSA-TIME-BILLABLE'],
      ['a task of another project', { entries: [entry('2026-05-18', { taskId: 'tsk_many0x1' })] }, 'PSA-TIME-TASK'],
    ] as const)('refuses %s', async (_, overrides, rule) => {
      expect(faults(await submit(overrides)).map((fault) => 'rule' in fault && fault.rule)).toContain(rule)
    })

    it('refuses the time of somebody else, except from a service', async () => {
      const service: Call = { ...CALL, principal: personWith([], { subject: 'importer', kind: 'SERVICE', workerId: null }) }

      expect(faults(await submit({ assignmentId: 'asg_other' }))).toMatchObject([{ code: 'FORBIDDEN', policy: 'own_time' }])
      expect(record(await submit({ assignmentId: 'asg_other' }, service))).toMatchObject({ workerId: 'wrk_other' })
    })

    it('does not know a missing assignment', async () => {
      expect(faults(await submit({ assignmentId: 'asg_missing' }))).toMatchObject([{ code: 'NOT_FOUND' }])
    })
  })

  describe('deciding on a timecard', () => {
    const decide = (id: string, action: TimecardAction, options: { key?: string; ifRevision?: number } = {}) =>
      psa().timecards.act(
        id,
        action,
        { idempotencyKey: options.key ?? newKey(), ifRevision: options.ifRevision },
        callOf('manager'),
      )
    const APPROVE: TimecardAction = { kind: 'approve' }

    it('adds approved hours to the booking and to the project, and takes them off the estimate', async () => {
      const before = await project('prj_running')
      const decided = record(await decide('tim_open0', APPROVE))
      const after = await project('prj_running')
      const [booking] = await psa().assignments.getByIds(['asg_other'], CALL)

      expect(decided).toMatchObject({ status: 'APPROVED', approverId: 'wrk_manager', rejectionReason: null, revision: 2 })
      expect([before.actualHours, after.actualHours]).toEqual(['25.50', '33.25'])
      expect([before.remainingHours, after.remainingHours]).toEqual(['74.50', '66.75'])
      expect(booking?.actualHours).toBe('7.75')
    })

    it('adds the hours of fifty approvals of one timecard once', async () => {
      const before = await project('prj_running')
      const answers = await Promise.all(Array.from({ length: 50 }, () => decide('tim_open1', APPROVE)))
      const after = await project('prj_running')

      expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
      expect(Number(after.actualHours) - Number(before.actualHours)).toBe(7.75)
    })

    it('decides on several timecards of one booking at once without losing hours', async () => {
      const before = await project('prj_running')
      const answers = await Promise.all(['tim_open2', 'tim_open3', 'tim_open4'].map((id) => decide(id, APPROVE)))
      const after = await project('prj_running')

      expect(answers.every(({ ok }) => ok)).toBe(true)
      expect(Number(after.actualHours) - Number(before.actualHours)).toBe(3 * 7.75)
    })

    it.each([
      ['tim_draft', ['SUBMITTED']],
      ['tim_approved', ['BILLED']],
      ['tim_rejected', ['SUBMITTED']],
      ['tim_billed', []],
    ])('refuses %s, which is not submitted', async (id, allowedStates) => {
      expect(faults(await decide(id, APPROVE))).toMatchObject([{ code: 'INVALID_STATE', allowedStates }])
    })

    it('refuses a stale revision, a rejection without a reason and a missing timecard', async () => {
      expect(faults(await decide('tim_open5', APPROVE, { ifRevision: 9 }))).toMatchObject([
        { code: 'CONFLICT', currentRevision: 1 },
      ])
      expect(faults(await decide('tim_open5', { kind: 'reject', reason: '' }))).toMatchObject([{ field: ['input', 'reason'] }])
      expect(faults(await decide('tim_missing', APPROVE))).toMatchObject([{ code: 'NOT_FOUND' }])
    })

    it('answers a repetition with the same key, and refuses another decision under it', async () => {
      await decide('tim_open5', APPROVE, { key: 'decide' })

      expect(await decide('tim_open5', APPROVE, { key: 'decide' })).toMatchObject({ ok: true, replayed: true })
      expect(faults(await decide('tim_open5', { kind: 'reject', reason: 'No' }, { key: 'decide' }))).toMatchObject([
        { code: 'IDEMPOTENCY_MISMATCH' },
      ])
    })
  })
}
