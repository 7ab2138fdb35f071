import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { dateText, decimal } from '../../../contracts/wire/values.ts'
import type { Project, ProjectDraft, PsaSystem, TimecardAction, TimecardDraft, TimeEntry } from '../../../subgraphs/psa/port.ts'
import type { ProjectStatus } from '../../../subgraphs/psa/states.ts'
import type { Call, Write, WriteError } from '../../../subgraphs/shared/port.ts'
import { personWith } from '../../support/subgraph-client.ts'
import { projectDraft } from './project-draft.ts'

/** A system loaded with the records of `psaFixture`. */
export interface OpenedPsa {
  readonly system: PsaSystem
  close(): Promise<void>
}

/** What every adapter of PSA promises beyond reading. `open` gives a fresh system. */
export function describePsaPort(name: string, open: () => Promise<OpenedPsa>): void {
  describe(`PSA port on ${name}`, () => {
    let opened: OpenedPsa
    let keys = 0
    const key = () => `key-${++keys}`
    const psa = () => opened.system

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    const project = async (id: string) => (await psa().projects.getByIds([id], CALL))[0] as Project
    const create = (draft: ProjectDraft, idempotencyKey = key(), call = CALL) =>
      psa().projects.create(draft, { idempotencyKey }, call)

    describe('creating a project', () => {
      it('keeps the plan as it was given, with the WBS codes of its phases', async () => {
        const draft = projectDraft('prj_new')
        const written = record(await create(draft))
        const phases = (await psa().phases.findByKey('projectId', ['prj_new'], CALL)).get('prj_new') ?? []
        const tasks = (await psa().tasks.findByKey('projectId', ['prj_new'], CALL)).get('prj_new') ?? []
        const milestones = (await psa().milestones.findByKey('projectId', ['prj_new'], CALL)).get('prj_new') ?? []

        const { phases: _, milestones: __, ...header } = draft
        expect(written).toMatchObject({ ...header, status: 'PLANNED', health: 'GREEN', revision: 1 })
        expect(written).toMatchObject({ baselineStart: draft.plannedStart, baselineEnd: draft.plannedEnd, actualStart: null })
        expect(written).toMatchObject({ plannedHours: '199.75', remainingHours: '199.75', actualHours: '0' })
        expect(phases.map(({ order, wbsCode }) => [order, wbsCode]).sort()).toEqual([
          [1, '1.1'],
          [2, '1.2'],
        ])
        expect(tasks).toHaveLength(3)
        expect(tasks[1]).toMatchObject({ phaseId: 'pha_new1', plannedHours: '10.50', remainingHours: '10.50', billable: false })
        expect(milestones).toMatchObject([
          { id: 'mil_new1', phaseId: 'pha_new1', amount: { amount: '48000.50', currency: 'EUR' }, baselineDate: '2026-08-31' },
          { id: 'mil_new2', phaseId: null, amount: null, status: 'PLANNED', slipCount: 0 },
        ])
      })

      it('answers a repetition with the same key, and creates nothing', async () => {
        const draft = projectDraft('prj_twice')
        const first = await create(draft, 'twice')
        const second = await create(draft, 'twice')

        expect([first, second]).toMatchObject([{ replayed: false }, { replayed: true }])
        expect((await psa().tasks.findByKey('projectId', ['prj_twice'], CALL)).get('prj_twice')).toHaveLength(3)
      })

      it('refuses the same key with other input', async () => {
        await create(projectDraft('prj_mismatch'), 'mismatch')
        const other = await create(projectDraft('prj_mismatch', { name: 'Another name' }), 'mismatch')

        expect(faults(other)).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH' }])
      })

      it('[RS-05] has one effect when a hundred requests with one key arrive at once', async () => {
        const answers = await Promise.all(Array.from({ length: 100 }, () => create(projectDraft('prj_rush'), 'rush')))

        expect(answers.filter((answer) => answer.ok && !answer.replayed)).toHaveLength(1)
        expect(answers.filter((answer) => answer.ok && answer.replayed)).toHaveLength(99)
        expect((await psa().milestones.findByKey('projectId', ['prj_rush'], CALL)).get('prj_rush')).toHaveLength(2)
      })

      it('lets one of fifty different requests for one project win', async () => {
        const answers = await Promise.all(Array.from({ length: 50 }, () => create(projectDraft('prj_race'))))

        expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
        expect(answers.flatMap(faults).every(({ code }) => code === 'CONFLICT')).toBe(true)
      })

      it('keeps the keys of two callers apart', async () => {
        await create(projectDraft('prj_mine'), 'mine')
        const other = await create(projectDraft('prj_theirs'), 'mine', callOf('somebody'))

        expect(other).toMatchObject({ ok: true, replayed: false, record: { id: 'prj_theirs' } })
      })

      it('never uses a code twice, and leaves nothing of the refused project', async () => {
        const refused = await create(projectDraft('prj_samecode', { code: 'PRJ-CLOSED' }))

        expect(faults(refused)).toMatchObject([{ code: 'VALIDATION_FAILED', field: ['input', 'code'], rule: 'PSA-PROJECT-CODE' }])
        expect(await project('prj_samecode')).toBeNull()
      })

      it('refuses a milestone of another project, and rolls the whole plan back', async () => {
        const draft = projectDraft('prj_stolen')
        const stolen = draft.milestones.map((milestone, index) => (index === 1 ? { ...milestone, id: 'mil_late' } : milestone))

        expect(faults(await create({ ...draft, milestones: stolen }))).toMatchObject([{ rule: 'PSA-MILESTONE-ID' }])
        expect(await project('prj_stolen')).toBeNull()
      })

      it('refuses an unsound plan with every fault, and lets the corrected one use the key', async () => {
        const unsound = projectDraft('prj_unsound', { plannedEnd: dateText('2026-05-01'), code: 'x' })

        expect(faults(await create(unsound, 'corrected')).map((fault) => 'field' in fault && fault.field?.join('.'))).toEqual([
          'input.code',
          'input.plannedEnd',
          'input.phases.0.plannedEnd',
          'input.phases.1.plannedEnd',
        ])
        expect(await create(projectDraft('prj_unsound'), 'corrected')).toMatchObject({ ok: true, replayed: false })
      })

      it('takes a plan without phases and milestones', async () => {
        expect(record(await create(projectDraft('prj_bare', { phases: [], milestones: [] })))).toMatchObject({
          plannedHours: '0',
        })
      })
    })

    describe('moving a project through its life cycle', () => {
      const move = (id: string, status: ProjectStatus, options: { key?: string; ifRevision?: number; reason?: string } = {}) =>
        psa().projects.act(
          id,
          { kind: 'set-status', status, reason: options.reason ?? 'Because' },
          { idempotencyKey: options.key ?? key(), ifRevision: options.ifRevision },
          CALL,
        )

      it('stamps when work begins, ends and begins again', async () => {
        record(await create(projectDraft('prj_moving')))
        expect(record(await move('prj_moving', 'MOBILISING'))).toMatchObject({ actualStart: null, statusReason: 'Because' })
        const running = record(await move('prj_moving', 'IN_PROGRESS'))
        expect(running.actualStart).toMatch(/^\d{4}-/)
        expect(record(await move('prj_moving', 'COMPLETED')).actualEnd).toMatch(/^\d{4}-/)
        expect(record(await move('prj_moving', 'IN_PROGRESS'))).toMatchObject({
          actualStart: running.actualStart,
          actualEnd: null,
        })
      })

      it('cancels what is open with the project, and leaves what has ended', async () => {
        const cancelled = record(await move('prj_tocancel', 'CANCELLED', { reason: 'Handoff undone' }))
        const milestones = (await psa().milestones.findByKey('projectId', ['prj_tocancel'], CALL)).get('prj_tocancel') ?? []
        const bookings = (await psa().assignments.findByKey('projectId', ['prj_tocancel'], CALL)).get('prj_tocancel') ?? []

        expect(cancelled).toMatchObject({ status: 'CANCELLED', statusReason: 'Handoff undone' })
        expect(milestones.filter(({ status }) => status !== 'CANCELLED').map(({ status }) => status)).toEqual([
          'ACCEPTED',
          'BILLED',
        ])
        expect(bookings.filter(({ status }) => status !== 'RELEASED').map(({ status }) => status)).toEqual(['COMPLETED'])
        expect((await psa().assignments.findWorkerIds(['prj_tocancel'], CALL)).get('prj_tocancel')).toEqual(['wrk_tester'])
      })

      it('cancels a project that never began without an end', async () => {
        record(await create(projectDraft('prj_neverbegan')))

        expect(record(await move('prj_neverbegan', 'CANCELLED'))).toMatchObject({ actualStart: null, actualEnd: null })
      })

      it.each([
        ['prj_planned', 'IN_PROGRESS'],
        ['prj_planned', 'PLANNED'],
        ['prj_running', 'CLOSED'],
        ['prj_closed', 'CANCELLED'],
      ] as const)('refuses to move %s to %s, and says where it may go', async (id, status) => {
        const before = await project(id)
        const [fault] = faults(await move(id, status))

        expect(fault).toMatchObject({ code: 'INVALID_STATE', currentState: before.status })
        expect(await project(id)).toEqual(before)
      })

      it('refuses a stale revision, and names the stored one', async () => {
        expect(faults(await move('prj_planned', 'MOBILISING', { ifRevision: 7 }))).toMatchObject([
          { code: 'CONFLICT', currentRevision: 1 },
        ])
      })

      it('answers a repetition with the same key', async () => {
        record(await create(projectDraft('prj_undo')))
        await move('prj_undo', 'CANCELLED', { key: 'undo' })

        expect(await move('prj_undo', 'CANCELLED', { key: 'undo' })).toMatchObject({
          ok: true,
          replayed: true,
          record: { revision: 2 },
        })
      })

      it('does not know a missing project, and wants a reason', async () => {
        expect(faults(await move('prj_missing', 'CANCELLED'))).toMatchObject([
          { code: 'NOT_FOUND', field: ['input', 'projectId'] },
        ])
        expect(faults(await move('prj_planned', 'CANCELLED', { reason: ' ' }))).toMatchObject([{ code: 'VALIDATION_FAILED' }])
      })
    })

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
        by = key(),
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
        const rejected = record(await psa().timecards.act(written.id, reject, { idempotencyKey: key() }, callOf('manager')))
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
        [
          'a day of 25 hours',
          { entries: [entry('2026-05-18', { hours: decimal('20') }), entry('2026-05-18')] },
          'PSA-ENTRY-HOURS',
        ],
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
          { idempotencyKey: options.key ?? key(), ifRevision: options.ifRevision },
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

    describe('reading', () => {
      it('names each booked worker once, by id, and nobody who was released', async () => {
        const found = await psa().assignments.findWorkerIds(['prj_running', 'prj_many0', 'prj_missing'], CALL)

        expect(found.get('prj_running')).toEqual(['wrk_other', 'wrk_tester'])
        expect(found.get('prj_many0')).toEqual(['wrk_1', 'wrk_2'])
        expect(found.has('prj_missing')).toBe(false)
      })

      it('finds overdue milestones by the business clock, and leaves out completed ones', async () => {
        const overdue = await psa().milestones.list(
          { filter: { projectIds: ['prj_running', 'prj_many0'], overdue: true }, first: 100 },
          CALL,
        )
        const rest = await psa().milestones.list(
          { filter: { projectIds: ['prj_running', 'prj_many0'], overdue: false }, first: 100 },
          CALL,
        )

        expect(overdue.records.map(({ id }) => id)).toEqual(['mil_many0x1', 'mil_many0x2'])
        expect(rest.records.map(({ id }) => id)).toEqual(['mil_late'])
      })

      it('finds bookings that overlap an interval, both ends included', async () => {
        const active = (from: string, to: string) =>
          psa().assignments.count({ projectIds: ['prj_many0'], active: { from: dateText(from), to: dateText(to) } }, CALL)

        expect(await active('2025-12-01', '2026-01-05')).toBe(2)
        expect(await active('2025-12-01', '2026-01-04')).toBe(0)
        expect(await active('2026-06-30', '2026-12-31')).toBe(2)
        expect(await active('2026-07-01', '2026-12-31')).toBe(0)
      })

      it('reports that it can serve', async () => {
        await expect(psa().checkHealth()).resolves.toBeUndefined()
      })
    })
  })
}

const callOf = (subject: string): Call => ({
  principal: personWith([], { subject, workerId: `wrk_${subject}` }),
  correlationId: 'test',
})
const CALL = callOf('tester')

function record<Record>(write: Write<Record>): Record {
  if (write.ok) return write.record
  throw new Error(`refused: ${JSON.stringify(write.errors)}`)
}

function faults(write: Write<unknown>): readonly WriteError[] {
  return write.ok ? [] : write.errors
}
