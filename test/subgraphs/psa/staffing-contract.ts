import { beforeAll, describe, expect, it } from '@jest/globals'
import { dateText, decimal } from '../../../contracts/wire/values.ts'
import type { CandidateProposal, StaffingRequestDraft, StaffingSummary } from '../../../subgraphs/psa/staffing-port.ts'
import { CALL, callOf, faults, newKey, record, staffingDraft } from './calls.ts'
import type { OpenedPsa } from './opened-psa.ts'
import { projectDraft } from './project-draft.ts'
import { createStaffingActs } from './staffing-acts.ts'

/** What every adapter promises about finding people: asking, proposing, deciding, and the end of all of it. */
export function describeStaffing(opened: () => OpenedPsa): void {
  const psa = () => opened().system
  const acts = createStaffingActs(opened)
  const { ask, confirm, requestOf, proposalsOf, register, proposeUnregistered, propose, decide, eventsOf } = acts

  beforeAll(async () => {
    await opened().setBusinessTime('2026-07-01T09:00:00Z')
    for (const id of ['prj_team', 'prj_small', 'prj_undone', 'prj_ended']) {
      record(await psa().projects.create(projectDraft(id), { idempotencyKey: newKey() }, CALL))
    }
  })

  describe('asking for people', () => {
    it('makes every request of a set, with number, region and deadline, and tells of each', async () => {
      const drafts = [
        staffingDraft('stf_team1'),
        staffingDraft('stf_team2', { grade: 'Lead', mandatoryForKickoff: false, country: 'DE' }),
      ]
      record(await ask('prj_team', drafts))

      expect(await requestOf('stf_team1')).toMatchObject({
        ...drafts[0],
        projectId: 'prj_team',
        number: expect.stringMatching(/^STF-\d{6}$/),
        status: 'SUBMITTED',
        region: 'DACH',
        requestedBy: 'tester',
        submittedAt: '2026-07-01T09:00:00.000Z',
        // Three working days after a Wednesday.
        dueAt: '2026-07-06T09:00:00.000Z',
        fulfilledAt: null,
        revision: 1,
      })
      expect(await requestOf('stf_team2')).toMatchObject({ grade: 'Lead', country: 'DE', mandatoryForKickoff: false })
      expect(await eventsOf('stf_team2')).toEqual(['staffing.changed SUBMITTED'])
    })

    it('makes none twice when the set is sent again under another key, and adds what is new', async () => {
      const again = [staffingDraft('stf_team1', { allocation: decimal('1.00') }), staffingDraft('stf_team3')]
      record(await ask('prj_team', again))
      const requests = (await psa().staffingRequests.findByKey('projectId', ['prj_team'], CALL)).get('prj_team') ?? []

      expect(requests.map(({ id }) => id)).toEqual(['stf_team1', 'stf_team2', 'stf_team3'])
      expect((await requestOf('stf_team1')).revision).toBe(1)
      expect(await eventsOf('stf_team1')).toHaveLength(1)
    })

    it('refuses a request that exists with other content, and the whole set with it', async () => {
      const refused = await ask('prj_team', [staffingDraft('stf_team4'), staffingDraft('stf_team1', { role: 'Architect' })])

      expect(faults(refused)).toMatchObject([{ code: 'CONFLICT', currentRevision: 1 }])
      expect(await requestOf('stf_team4')).toBeNull()
    })

    it('never hands a request of another project out', async () => {
      expect(faults(await ask('prj_small', [staffingDraft('stf_team1')]))).toMatchObject([{ code: 'CONFLICT' }])
    })

    it('makes one set when fifty different requests for it arrive at once', async () => {
      const set = [staffingDraft('stf_rush1'), staffingDraft('stf_rush2')]
      const answers = await Promise.all(Array.from({ length: 50 }, () => ask('prj_small', set)))

      expect(answers.every(({ ok }) => ok)).toBe(true)
      expect(await psa().staffingRequests.count({ projectIds: ['prj_small'] }, CALL)).toBe(2)
      expect(await eventsOf('stf_rush1')).toHaveLength(1)
    })

    it('takes a single request by the same rules', async () => {
      const draft = { ...staffingDraft('stf_single'), projectId: 'prj_small' }
      const create = (changes: Partial<StaffingRequestDraft>) =>
        psa().staffingRequests.create({ ...draft, ...changes }, { idempotencyKey: newKey() }, CALL)

      expect(record(await create({}))).toMatchObject({ id: 'stf_single', status: 'SUBMITTED' })
      expect(faults(await create({ id: 'stf_other', hours: decimal('0') }))).toMatchObject([
        { rule: 'PSA-STAFFING-HOURS', field: ['input', 'hours'] },
      ])
    })

    it.each([
      ['no request', [], 'PSA-STAFFING-COUNT'],
      ['a request twice', [staffingDraft('stf_x1'), staffingDraft('stf_x1')], 'PSA-STAFFING-ID'],
      ['an end before the start', [staffingDraft('stf_x1', { endDate: dateText('2026-08-02') })], 'PSA-STAFFING-DATES'],
      ['more than two persons in one', [staffingDraft('stf_x1', { allocation: decimal('2.01') })], 'PSA-STAFFING-ALLOCATION'],
    ] as const)('refuses %s', async (_, drafts, rule) => {
      expect(faults(await ask('prj_small', drafts))).toMatchObject([{ code: 'VALIDATION_FAILED', rule }])
    })

    it('does not know a missing project, and asks for nobody on a closed one', async () => {
      expect(faults(await ask('prj_missing', [staffingDraft('stf_x2')]))).toMatchObject([{ code: 'NOT_FOUND' }])
      expect(faults(await ask('prj_closed', [staffingDraft('stf_x2')]))).toMatchObject([
        { code: 'INVALID_STATE', currentState: 'CLOSED' },
      ])
    })
  })

  describe('proposing candidates', () => {
    it('approves an ordinary one at once', async () => {
      expect(record(await propose('stf_team1', 'wrk_ordinary'))).toMatchObject({ status: 'APPROVED' })
      expect(await proposalsOf('stf_team1')).toMatchObject([
        { workerId: 'wrk_ordinary', status: 'APPROVED', approvalReasons: [], proposedBy: 'tester', decidedBy: null },
      ])
      expect(await eventsOf('stf_team1')).toEqual(['staffing.changed SUBMITTED', 'staffing.changed APPROVED'])
    })

    it('lets the unusual wait: more than a whole person, or less than five working days of notice', async () => {
      const soon = { startDate: dateText('2026-07-07'), endDate: dateText('2026-07-31') }
      const inTime = { startDate: dateText('2026-07-08'), endDate: dateText('2026-07-31') }
      await ask('prj_team', [
        staffingDraft('stf_over', { allocation: decimal('1.2') }),
        staffingDraft('stf_soon', soon),
        staffingDraft('stf_intime', inTime),
      ])
      for (const id of ['stf_over', 'stf_soon', 'stf_intime']) record(await propose(id, 'wrk_candidate'))

      expect([await requestOf('stf_over'), await requestOf('stf_soon'), await requestOf('stf_intime')]).toMatchObject([
        { status: 'PROPOSED' },
        { status: 'PROPOSED' },
        { status: 'APPROVED' },
      ])
      expect((await proposalsOf('stf_over'))[0]?.approvalReasons).toEqual(['OVER_ALLOCATION'])
      expect((await proposalsOf('stf_soon'))[0]?.approvalReasons).toEqual(['SHORT_NOTICE'])
    })

    it('refuses whom nobody registered and whom nobody books any more, and neither is booked who was proposed before', async () => {
      await ask('prj_team', [staffingDraft('stf_known1'), staffingDraft('stf_known2')])
      expect(faults(await proposeUnregistered('stf_known1', 'wrk_nobody'))).toMatchObject([
        { code: 'NOT_FOUND', field: ['input', 'workerId'] },
      ])
      record(await propose('stf_known2', 'wrk_leaver'))
      const proposalId = (await proposalsOf('stf_known2'))[0]?.id ?? ''
      record(await register('wrk_leaver', false))

      expect(faults(await proposeUnregistered('stf_known1', 'wrk_leaver'))).toMatchObject([{ rule: 'PSA-RESOURCE-INACTIVE' }])
      expect(faults(await confirm('stf_known2', proposalId))).toMatchObject([{ rule: 'PSA-RESOURCE-INACTIVE' }])
      expect((await psa().staffingRequests.getByIds(['stf_known1', 'stf_known2'], CALL)).map((each) => each?.status)).toEqual([
        'SUBMITTED',
        'APPROVED',
      ])
    })

    it('takes several candidates, but nobody twice, and no worker whose id is none', async () => {
      record(await propose('stf_team1', 'wrk_second'))

      expect(faults(await propose('stf_team1', 'wrk_second'))).toMatchObject([{ rule: 'PSA-CANDIDATE-TWICE' }])
      expect(faults(await propose('stf_team1', 'Jane'))).toMatchObject([{ rule: 'PSA-WORKER-ID' }])
      expect(faults(await propose('stf_missing', 'wrk_second'))).toMatchObject([{ code: 'NOT_FOUND' }])
    })
  })

  describe('deciding on candidates', () => {
    const waiting = async (requestId: string): Promise<CandidateProposal> => {
      await ask('prj_team', [staffingDraft(requestId, { allocation: decimal('1.5') })])
      record(await propose(requestId, 'wrk_candidate'))
      return (await proposalsOf(requestId))[0] as CandidateProposal
    }

    it('approves, with who decided and when', async () => {
      const { id } = await waiting('stf_decide1')

      expect(record(await decide('stf_decide1', id, 'APPROVE'))).toMatchObject({ status: 'APPROVED' })
      expect(await proposalsOf('stf_decide1')).toMatchObject([
        { status: 'APPROVED', decidedBy: 'rm', decidedAt: '2026-07-01T09:00:00.000Z' },
      ])
    })

    it('puts a request whose last candidate is rejected back to the start, and says why', async () => {
      const { id } = await waiting('stf_decide2')

      expect(record(await decide('stf_decide2', id, 'REJECT', 'Too much'))).toMatchObject({ status: 'SUBMITTED' })
      expect(await proposalsOf('stf_decide2')).toMatchObject([{ status: 'REJECTED', decisionComment: 'Too much' }])
      expect(record(await propose('stf_decide2', 'wrk_candidate'))).toMatchObject({ status: 'PROPOSED' })
    })

    it('refuses a second decision, a rejection without a reason, and a candidate of another request', async () => {
      const { id } = await waiting('stf_decide3')
      record(await decide('stf_decide3', id, 'APPROVE'))

      expect(faults(await decide('stf_decide3', id, 'REJECT', 'No'))).toMatchObject([
        { code: 'INVALID_STATE', currentState: 'APPROVED' },
      ])
      expect(faults(await decide('stf_decide3', id, 'REJECT'))).toMatchObject([{ field: ['input', 'comment'] }])
      expect(faults(await decide('stf_decide1', id, 'APPROVE'))).toMatchObject([{ code: 'NOT_FOUND' }])
    })

    it('is for resource managers, delivery directors and region heads', async () => {
      const { id } = await waiting('stf_decide4')
      const decideAs = (role: string, regions: readonly string[] | null = null) => {
        const { principal, correlationId } = callOf('boss', [role])
        return decide('stf_decide4', id, 'APPROVE', null, { principal: { ...principal, regions }, correlationId })
      }

      expect(faults(await decideAs('project_manager'))).toMatchObject([{ code: 'FORBIDDEN', policy: 'approver_role' }])
      for (const regions of [null, [], ['APAC']]) {
        expect(faults(await decideAs('region_head', regions))).toMatchObject([{ code: 'NOT_FOUND' }])
      }
      expect(record(await decideAs('region_head', [(await requestOf('stf_decide4')).region]))).toMatchObject({
        status: 'APPROVED',
      })
    })
  })

  describe('cancelling the staffing of a project', () => {
    const cancel = (projectId: string, reason = 'Handoff undone') =>
      psa().projects.act(projectId, { kind: 'cancel-staffing', reason }, { idempotencyKey: newKey() }, CALL)
    const summary = async (id: string) => (await psa().projects.summariseStaffing([id], CALL)).get(id) as StaffingSummary

    it('cancels every request, withdraws the candidates and frees the people who were booked', async () => {
      await ask('prj_undone', [staffingDraft('stf_undo1'), staffingDraft('stf_undo2')])
      const booked = record(await acts.book('stf_undo1', 'wrk_undone'))
      record(await propose('stf_undo2', 'wrk_undone'))
      record(await cancel('prj_undone'))

      expect([await requestOf('stf_undo1'), await requestOf('stf_undo2')]).toMatchObject([
        { status: 'CANCELLED', cancelReason: 'Handoff undone' },
        { status: 'CANCELLED', cancelReason: 'Handoff undone' },
      ])
      expect((await proposalsOf('stf_undo2')).map(({ status }) => status)).toEqual(['WITHDRAWN'])
      expect((await psa().assignments.getByIds([booked.id], CALL))[0]).toMatchObject({
        status: 'RELEASED',
        releaseReason: 'Handoff undone',
      })
      expect(await eventsOf('stf_undo1')).toEqual([
        'staffing.changed SUBMITTED',
        'staffing.changed APPROVED',
        'staffing.changed FULFILLED',
        'staffing.changed CANCELLED',
      ])
      expect(await summary('prj_undone')).toEqual({ mandatoryOpen: 0, mandatoryTotal: 0, resourcesAssigned: false })
      // The hours are free: the same worker is booked for the same weeks.
      await ask('prj_team', [staffingDraft('stf_afterundo')])
      expect((await acts.book('stf_afterundo', 'wrk_undone')).ok).toBe(true)
    })

    it('may be done again, and takes no request of the set back', async () => {
      expect((await cancel('prj_undone')).ok).toBe(true)
      expect(faults(await ask('prj_undone', [staffingDraft('stf_undo1')]))).toMatchObject([
        { code: 'INVALID_STATE', currentState: 'CANCELLED' },
      ])
    })

    it('does not know a project without requests, and wants a reason', async () => {
      expect(faults(await cancel('prj_planned'))).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'projectId'] }])
      expect(faults(await cancel('prj_undone', ' '))).toMatchObject([{ field: ['input', 'reason'] }])
    })

    it('happens with the cancellation of the project as well', async () => {
      await ask('prj_ended', [staffingDraft('stf_ended')])
      const booked = record(await acts.book('stf_ended', 'wrk_ended'))
      const action = { kind: 'set-status', status: 'CANCELLED', reason: 'Client withdrew' } as const
      record(await psa().projects.act('prj_ended', action, { idempotencyKey: newKey() }, CALL))

      expect(await requestOf('stf_ended')).toMatchObject({ status: 'CANCELLED', cancelReason: 'Client withdrew' })
      expect((await psa().assignments.getByIds([booked.id], CALL))[0]).toMatchObject({ status: 'RELEASED' })
    })
  })
}
