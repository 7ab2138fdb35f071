import { describe, expect, it } from '@jest/globals'
import { dateText } from '../../../contracts/wire/values.ts'
import type { Project, ProjectDraft } from '../../../subgraphs/psa/port.ts'
import type { ProjectStatus } from '../../../subgraphs/psa/states.ts'
import { resellerOf } from './callers.ts'
import { CALL, callOf, faults, newKey, record } from './calls.ts'
import type { OpenedPsa } from './opened-psa.ts'
import { projectDraft } from './project-draft.ts'

/** What every adapter promises about writing projects. */
export function describeProjectWrites(opened: () => OpenedPsa): void {
  const psa = () => opened().system
  const project = async (id: string) => (await psa().projects.getByIds([id], CALL))[0] as Project
  const create = (draft: ProjectDraft, idempotencyKey = newKey(), call = CALL) =>
    psa().projects.create(draft, { idempotencyKey }, call)

  describe('creating a project', () => {
    it('keeps the plan as it was given, with the WBS codes of its phases', async () => {
      const draft = projectDraft('prj_new')
      const written = record(await create(draft))
      const phases = (await psa().phases.findByKey('projectId', ['prj_new'], CALL)).get('prj_new') ?? []
      const tasks = (await psa().tasks.findByKey('projectId', ['prj_new'], CALL)).get('prj_new') ?? []
      const milestones = (await psa().milestones.findByKey('projectId', ['prj_new'], CALL)).get('prj_new') ?? []

      const { phases: _, milestones: __, resellerAccountId: ___, ...header } = draft
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

    it('shows it to the reseller that brought the deal, and to no other', async () => {
      await create(projectDraft('prj_resold', { resellerAccountId: 'acc_brought' }))
      await create(projectDraft('prj_ownsale', { resellerAccountId: null }))
      const seenBy = async (accountId: string) => {
        const call = { principal: resellerOf(accountId), correlationId: 'reseller' }
        return (await psa().projects.getByIds(['prj_resold', 'prj_ownsale'], call)).map((found) => found?.id ?? null)
      }

      expect(await seenBy('acc_brought')).toEqual(['prj_resold', null])
      expect(await seenBy('acc_sold')).toEqual([null, null])
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
        { idempotencyKey: options.key ?? newKey(), ifRevision: options.ifRevision },
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
      expect(faults(await move('prj_missing', 'CANCELLED'))).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'projectId'] }])
      expect(faults(await move('prj_planned', 'CANCELLED', { reason: ' ' }))).toMatchObject([{ code: 'VALIDATION_FAILED' }])
    })
  })
}
