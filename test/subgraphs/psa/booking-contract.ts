import { beforeAll, describe, expect, it } from '@jest/globals'
import { dateText, decimal } from '../../../contracts/wire/values.ts'
import type { StaffingRequestDraft } from '../../../subgraphs/psa/staffing-port.ts'
import { CALL, faults, newKey, record, staffingDraft } from './calls.ts'
import type { OpenedPsa } from './opened-psa.ts'
import { projectDraft } from './project-draft.ts'
import { createStaffingActs } from './staffing-acts.ts'

/** What every adapter promises about booking people: nobody beyond their hours, and the project told when all are there. */
export function describeBookings(opened: () => OpenedPsa): void {
  const psa = () => opened().system
  const { ask, requestOf, proposalsOf, propose, decide, confirm, book, eventsOf } = createStaffingActs(opened)
  const release = (id: string, reason = 'Needed elsewhere') =>
    psa().assignments.act(id, { kind: 'release', reason }, { idempotencyKey: newKey() }, CALL)
  const summary = async (id: string) => (await psa().projects.summariseStaffing([id], CALL)).get(id)
  const approvedOf = async (requestId: string) =>
    (await proposalsOf(requestId)).find(({ status }) => status === 'APPROVED')?.id ?? 'none'

  beforeAll(async () => {
    await opened().setBusinessTime('2026-07-01T09:00:00Z')
    for (const id of ['prj_book1', 'prj_book2', 'prj_full']) {
      record(await psa().projects.create(projectDraft(id), { idempotencyKey: newKey() }, CALL))
    }
  })

  describe('booking a candidate', () => {
    it('makes a firm booking of the demand, fills the request, and lets the other candidates go', async () => {
      await ask('prj_book1', [staffingDraft('stf_book1', { sourcing: 'SUBCONTRACTOR', allocation: decimal('0.5') })])
      record(await propose('stf_book1', 'wrk_notchosen'))
      const booked = record(await book('stf_book1', 'wrk_chosen'))

      expect(booked).toMatchObject({
        projectId: 'prj_book1',
        staffingRequestId: 'stf_book1',
        workerId: 'wrk_chosen',
        role: 'Consultant',
        status: 'CONFIRMED',
        startDate: '2026-08-03',
        endDate: '2026-08-28',
        allocation: '0.5',
        plannedHours: '160',
        actualHours: '0',
        subcontracted: true,
        confirmedAt: '2026-07-01T09:00:00.000Z',
      })
      expect(await requestOf('stf_book1')).toMatchObject({ status: 'FULFILLED', fulfilledAt: '2026-07-01T09:00:00.000Z' })
      const proposals = await proposalsOf('stf_book1')
      expect(new Map(proposals.map(({ workerId, status }) => [workerId, status]))).toEqual(
        new Map([
          ['wrk_notchosen', 'WITHDRAWN'],
          ['wrk_chosen', 'ACCEPTED'],
        ]),
      )
    })

    it('answers a repetition with the same key, and refuses to fill the request twice', async () => {
      await ask('prj_book1', [staffingDraft('stf_book2')])
      record(await propose('stf_book2', 'wrk_repeated'))
      const proposalId = await approvedOf('stf_book2')
      const first = await confirm('stf_book2', proposalId, 'book-2')

      expect(await confirm('stf_book2', proposalId, 'book-2')).toMatchObject({ ok: true, replayed: true, record: record(first) })
      expect(faults(await confirm('stf_book2', proposalId))).toMatchObject([{ code: 'INVALID_STATE', currentState: 'FULFILLED' }])
      expect(faults(await propose('stf_book2', 'wrk_late'))).toMatchObject([{ code: 'INVALID_STATE' }])
    })

    it('waits for the approval that an unusual booking needs', async () => {
      await ask('prj_book1', [staffingDraft('stf_book3', { allocation: decimal('1.5') })])
      record(await propose('stf_book3', 'wrk_busy'))
      const [waiting] = await proposalsOf('stf_book3')

      expect(faults(await confirm('stf_book3', waiting?.id ?? ''))).toMatchObject([
        { code: 'INVALID_STATE', currentState: 'PROPOSED' },
      ])
      record(await decide('stf_book3', waiting?.id ?? '', 'APPROVE'))
      expect(record(await confirm('stf_book3', waiting?.id ?? ''))).toMatchObject({ allocation: '1.5' })
    })

    it('asks for an approval when the start has come near since the proposal, and takes one that was given that day', async () => {
      await ask('prj_book1', [staffingDraft('stf_late')])
      record(await propose('stf_late', 'wrk_early'))
      const proposalId = await approvedOf('stf_late')
      await opened().setBusinessTime('2026-07-31T09:00:00Z') // a Friday; the work starts on Monday
      try {
        const key = newKey()
        expect(faults(await confirm('stf_late', proposalId, key))).toMatchObject([
          { code: 'POLICY_VIOLATION', policy: 'APPROVAL_OUTDATED', message: expect.stringContaining('SHORT_NOTICE') },
        ])
        expect(await proposalsOf('stf_late')).toMatchObject([
          { status: 'PROPOSED', approvalReasons: ['SHORT_NOTICE'], decidedBy: null },
        ])
        expect(await requestOf('stf_late')).toMatchObject({ status: 'PROPOSED' })
        expect((await eventsOf('stf_late')).at(-1)).toBe('staffing.changed PROPOSED')
        expect(faults(await confirm('stf_late', proposalId))).toMatchObject([{ code: 'INVALID_STATE', currentState: 'PROPOSED' }])

        record(await decide('stf_late', proposalId, 'APPROVE'))
        expect(record(await confirm('stf_late', proposalId, key))).toMatchObject({ workerId: 'wrk_early', status: 'CONFIRMED' })
      } finally {
        await opened().setBusinessTime('2026-07-01T09:00:00Z')
      }
    })

    it('holds to an approval of the same reasons, and asks anew for another one than was approved', async () => {
      await ask(
        'prj_book1',
        ['stf_over1', 'stf_over2'].map((id) => staffingDraft(id, { allocation: decimal('1.5') })),
      )
      for (const id of ['stf_over1', 'stf_over2']) {
        record(await propose(id, `wrk_${id.slice(4)}`))
        record(await decide(id, (await proposalsOf(id))[0]?.id ?? '', 'APPROVE'))
      }
      expect(record(await confirm('stf_over1', await approvedOf('stf_over1')))).toMatchObject({ allocation: '1.5' })
      await opened().setBusinessTime('2026-07-31T09:00:00Z')
      try {
        expect(faults(await confirm('stf_over2', await approvedOf('stf_over2')))).toMatchObject([{ policy: 'APPROVAL_OUTDATED' }])
        expect(await proposalsOf('stf_over2')).toMatchObject([
          { status: 'PROPOSED', approvalReasons: ['OVER_ALLOCATION', 'SHORT_NOTICE'], decidedBy: null, decidedAt: null },
        ])
      } finally {
        await opened().setBusinessTime('2026-07-01T09:00:00Z')
      }
    })

    it('does not know a missing request, nor a candidate of another one', async () => {
      const proposalId = (await proposalsOf('stf_book1'))[0]?.id ?? ''

      expect(faults(await confirm('stf_missing', proposalId))).toMatchObject([{ field: ['input', 'staffingRequestId'] }])
      expect(faults(await confirm('stf_book2', proposalId))).toMatchObject([{ field: ['input', 'proposalId'] }])
    })
  })

  describe('the weekly hours of a worker', () => {
    const days = (from: string, to: string): Partial<StaffingRequestDraft> => ({
      startDate: dateText(from),
      endDate: dateText(to),
    })

    it('are booked up to the last one, and not beyond: the full week is named, and nothing is left of the attempt', async () => {
      await ask('prj_book1', [
        staffingDraft('stf_week1', { ...days('2026-08-10', '2026-08-21'), allocation: decimal('0.6') }),
        staffingDraft('stf_week2', { ...days('2026-08-03', '2026-08-14'), allocation: decimal('0.41') }),
        staffingDraft('stf_week3', { ...days('2026-08-03', '2026-08-14'), allocation: decimal('0.4') }),
      ])
      record(await book('stf_week1', 'wrk_weeks'))
      const refused = await book('stf_week2', 'wrk_weeks')

      expect(faults(refused)).toEqual([
        {
          code: 'POLICY_VIOLATION',
          policy: 'CAPACITY_EXCEEDED',
          message: 'The worker has not enough free hours in the week of 2026-08-10.',
        },
      ])
      expect(await requestOf('stf_week2')).toMatchObject({ status: 'APPROVED', fulfilledAt: null })
      // The week before was not taken by the refused attempt: exactly the rest fits.
      expect((await book('stf_week3', 'wrk_weeks')).ok).toBe(true)
    })

    it('are counted by working day, so that one booking follows another within a week', async () => {
      await ask('prj_book1', [
        staffingDraft('stf_part1', days('2026-09-07', '2026-09-08')),
        staffingDraft('stf_part2', days('2026-09-09', '2026-09-13')),
        staffingDraft('stf_part3', { ...days('2026-09-11', '2026-09-11'), allocation: decimal('0.1') }),
      ])

      expect((await book('stf_part1', 'wrk_parts')).ok).toBe(true)
      expect((await book('stf_part2', 'wrk_parts')).ok).toBe(true)
      expect(faults(await book('stf_part3', 'wrk_parts'))).toMatchObject([{ policy: 'CAPACITY_EXCEEDED' }])
    })

    it('count bookings that were there before', async () => {
      const before = { ...days('2026-06-29', '2026-07-10'), allocation: decimal('0.51') }
      await ask('prj_book1', [staffingDraft('stf_before', before)])
      record(await propose('stf_before', 'wrk_2'))
      const [waiting] = await proposalsOf('stf_before')
      record(await decide('stf_before', waiting?.id ?? '', 'APPROVE'))

      // `wrk_2` has half of every day until 2026-06-30, which leaves 32 of 40 hours in that week.
      expect((await confirm('stf_before', waiting?.id ?? '')).ok).toBe(true)
      await ask('prj_book1', [staffingDraft('stf_before2', { ...before, allocation: decimal('0.31') })])
      record(await propose('stf_before2', 'wrk_2'))
      const [again] = await proposalsOf('stf_before2')
      record(await decide('stf_before2', again?.id ?? '', 'APPROVE'))
      expect(faults(await confirm('stf_before2', again?.id ?? ''))).toMatchObject([
        { message: expect.stringContaining('2026-06-29') },
      ])
    })

    it('are booked once when fifty bookings of two projects want the last free ones at once', async () => {
      const ids = Array.from({ length: 50 }, (_, n) => `stf_race${n}`)
      await ask(
        'prj_book1',
        ids.slice(0, 25).map((id) => staffingDraft(id)),
      )
      await ask(
        'prj_book2',
        ids.slice(25).map((id) => staffingDraft(id)),
      )
      await Promise.all(ids.map((id) => propose(id, 'wrk_wanted')))
      const proposals = await Promise.all(ids.map(approvedOf))
      const answers = await Promise.all(ids.map((id, n) => confirm(id, proposals[n] ?? '')))

      expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
      expect(answers.flatMap(faults).map((fault) => 'policy' in fault && fault.policy)).toEqual(
        Array.from({ length: 49 }, () => 'CAPACITY_EXCEEDED'),
      )
      expect(await psa().assignments.count({ workerIds: ['wrk_wanted'] }, CALL)).toBe(1)
    })
  })

  describe('the resources of a project', () => {
    it('are assigned with the last mandatory booking, which tells of it once', async () => {
      await ask('prj_full', [
        staffingDraft('stf_full1'),
        staffingDraft('stf_full2'),
        staffingDraft('stf_full3', { mandatoryForKickoff: false }),
      ])
      record(await book('stf_full1', 'wrk_full1'))
      expect(await summary('prj_full')).toEqual({ mandatoryOpen: 1, mandatoryTotal: 2, resourcesAssigned: false })
      expect(await eventsOf('prj_full')).toEqual([])

      record(await book('stf_full2', 'wrk_full2'))
      record(await book('stf_full3', 'wrk_full3'))
      expect(await summary('prj_full')).toEqual({ mandatoryOpen: 0, mandatoryTotal: 2, resourcesAssigned: true })
      expect(await eventsOf('prj_full')).toEqual(['resources.assigned'])
    })

    it('are not assigned while nobody was asked for', async () => {
      expect(await summary('prj_planned')).toEqual({ mandatoryOpen: 0, mandatoryTotal: 0, resourcesAssigned: false })
    })
  })

  describe('releasing a booking', () => {
    it('frees the hours, and looks for somebody anew with a new deadline', async () => {
      await ask('prj_book2', [staffingDraft('stf_free1'), staffingDraft('stf_free2')])
      const booked = record(await book('stf_free1', 'wrk_freed'))
      await opened().setBusinessTime('2026-07-02T09:00:00Z')
      const released = record(await release(booked.id))

      expect(released).toMatchObject({ status: 'RELEASED', releaseReason: 'Needed elsewhere' })
      expect(await requestOf('stf_free1')).toMatchObject({
        status: 'SUBMITTED',
        submittedAt: '2026-07-02T09:00:00.000Z',
        dueAt: '2026-07-07T09:00:00.000Z',
        fulfilledAt: null,
      })
      expect((await proposalsOf('stf_free1')).map(({ status }) => status)).toEqual(['WITHDRAWN'])
      expect((await book('stf_free2', 'wrk_freed')).ok).toBe(true)
      expect(faults(await book('stf_free1', 'wrk_freed'))).toMatchObject([{ policy: 'CAPACITY_EXCEEDED' }])
      expect((await book('stf_free1', 'wrk_another')).ok).toBe(true)
    })

    it('releases a booking that was made without a request', async () => {
      expect(record(await release('asg_unbillable'))).toMatchObject({ status: 'RELEASED', staffingRequestId: null })
    })

    it('refuses what has ended, what is missing, and no reason', async () => {
      expect(faults(await release('asg_closed'))).toMatchObject([{ code: 'INVALID_STATE', currentState: 'COMPLETED' }])
      expect(faults(await release('asg_missing'))).toMatchObject([{ code: 'NOT_FOUND' }])
      expect(faults(await release('asg_active', ''))).toMatchObject([{ field: ['input', 'reason'] }])
    })
  })
}
