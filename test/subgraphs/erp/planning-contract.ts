import { beforeAll, describe, expect, it } from '@jest/globals'
import type { BudgetLine } from '../../../subgraphs/erp/port.ts'
import { testCall } from '../../support/reader-contract.ts'
import { actOn, euros, lineDraft, newKey, projectDraft, refusal, written } from './calls.ts'
import type { OpenedErp } from './opened-erp.ts'

/** Writes of budget and billing schedule: step H11 of the handoff and its undo. */
export function describePlanningWrites(opened: () => OpenedErp): void {
  const erp = () => opened().system
  const revise = (id: string, lines: readonly BudgetLine[], key?: string, changeRequestId: string | null = null) =>
    actOn(erp(), id, { kind: 'reviseBudget', changeRequestId, lines }, key)
  const supersede = (id: string, version: number, key?: string) => actOn(erp(), id, { kind: 'supersedeBudget', version }, key)
  const schedule = (id: string, lines: readonly ReturnType<typeof lineDraft>[], key?: string) =>
    actOn(erp(), id, { kind: 'createBillingSchedule', lines }, key)
  const cancel = (id: string, key?: string) => actOn(erp(), id, { kind: 'cancelBillingSchedule' }, key)

  async function budgetsOf(id: string) {
    const budgets = (await erp().budgets.findByKey('projectId', [id], testCall)).get(id) ?? []
    return budgets.toSorted((a, b) => a.version - b.version)
  }
  async function linesOf(id: string) {
    const lines = (await erp().scheduleLines.findByKey('projectId', [id], testCall)).get(id) ?? []
    return lines.toSorted((a, b) => a.position - b.position)
  }

  describe('budget', () => {
    beforeAll(() => create(erp(), 'prj_budget'))

    it('is in force from its first version, with the exact sums of its lines', async () => {
      written(await revise('prj_budget', [budgetLine('0.10', '0.07', '0.1'), budgetLine('0.20', null, '0.2')]))

      expect(await budgetsOf('prj_budget')).toMatchObject([
        { version: 1, status: 'APPROVED', revenue: euros('0.3'), cost: euros('0.07'), hours: '0.3', changeRequestId: null },
      ])
      expect((await budgetsOf('prj_budget'))[0]?.approvedAt).toMatch(/Z$/)
    })

    it('supersedes the version before it, one at a time, also when revisions run at once', async () => {
      const writes = await Promise.all(
        [2, 3, 4].map((n) => revise('prj_budget', [budgetLine('1', '1', null)], `revise-${n}`, `chr_${n}`)),
      )

      expect(writes.every(({ ok }) => ok)).toBe(true)
      const versions = (await budgetsOf('prj_budget')).map(({ version, status }) => `${version} ${status}`)
      expect(versions).toEqual(['1 SUPERSEDED', '2 SUPERSEDED', '3 SUPERSEDED', '4 APPROVED'])
    })

    it('has one effect for fifty revisions at once with one key', async () => {
      await create(erp(), 'prj_once_budget')
      await Promise.all(Array.from({ length: 50 }, () => revise('prj_once_budget', [budgetLine('1', '1', '1')], 'revise-once')))

      expect(await budgetsOf('prj_once_budget')).toHaveLength(1)
    })

    it('goes back to the version before it when it is taken out of force', async () => {
      written(await supersede('prj_budget', 4))

      const inForce = (await budgetsOf('prj_budget')).filter(({ status }) => status === 'APPROVED')
      expect(inForce).toMatchObject([{ version: 3 }])
    })

    it('leaves no budget in force when the first version is undone, and can be planned anew', async () => {
      await create(erp(), 'prj_first')
      await revise('prj_first', [budgetLine('1', null, null)])
      written(await supersede('prj_first', 1))
      expect((await budgetsOf('prj_first')).map(({ status }) => status)).toEqual(['SUPERSEDED'])

      written(await revise('prj_first', [budgetLine('2', null, null)]))
      expect((await budgetsOf('prj_first')).map(({ status }) => status)).toEqual(['SUPERSEDED', 'APPROVED'])
    })

    it('refuses to take out of force a version that is not, or that does not exist', async () => {
      expect(refusal(await supersede('prj_budget', 1))).toEqual([
        { code: 'INVALID_STATE', currentState: 'SUPERSEDED', allowedStates: [] },
      ])
      expect(refusal(await supersede('prj_budget', 99))).toEqual([{ code: 'NOT_FOUND', field: ['input', 'version'] }])
    })

    it('refuses lines that the project cannot have, and leaves the budget as it was', async () => {
      const before = await budgetsOf('prj_budget')
      const bad = { ...budgetLine('-1', '1.001', '-1'), wbsCode: '9' }

      expect(refusal(await revise('prj_budget', [bad]))).toMatchObject([
        { rule: 'BUDGET_WBS_UNKNOWN', field: ['input', 'lines', '0', 'wbsCode'] },
        { rule: 'HOURS_NEGATIVE' },
        { rule: 'AMOUNT_TOO_LOW' },
        { rule: 'AMOUNT_DIGITS' },
      ])
      expect(refusal(await revise('prj_closed', [budgetLine('1', null, null)]))).toEqual([
        { code: 'INVALID_STATE', currentState: 'CLOSED', allowedStates: [] },
      ])
      expect(await budgetsOf('prj_budget')).toEqual(before)
    })
  })

  describe('billing schedule', () => {
    beforeAll(() => create(erp(), 'prj_schedule'))

    it('[ER-02] is created when its lines add up to the contract value', async () => {
      written(
        await schedule('prj_schedule', [lineDraft('333.33'), lineDraft('666.67', { plannedDate: null, milestoneId: 'mil_9' })]),
      )

      expect(await linesOf('prj_schedule')).toMatchObject([
        { position: 1, amount: euros('333.33'), plannedDate: '2026-07-31', milestoneId: null, status: 'PLANNED' },
        { position: 2, amount: euros('666.67'), plannedDate: null, milestoneId: 'mil_9', status: 'PLANNED' },
      ])
    })

    it('[ER-02] is refused when its lines are one cent off, and nothing changes', async () => {
      const before = await linesOf('prj_schedule')

      for (const amount of ['999.99', '1000.01']) {
        expect(refusal(await schedule('prj_schedule', [lineDraft(amount)]))).toEqual([
          { code: 'VALIDATION_FAILED', rule: 'SCHEDULE_SUM', field: ['input', 'lines'] },
        ])
      }
      expect(await linesOf('prj_schedule')).toEqual(before)
    })

    it('[ER-02] never exceeds the cap of time and materials', async () => {
      expect(await schedule('prj_time', [lineDraft('50.00'), lineDraft('40.00')])).toMatchObject({ ok: true })
      expect(refusal(await schedule('prj_time', [lineDraft('90.01')]))).toMatchObject([{ rule: 'SCHEDULE_CAP' }])
    })

    it('replaces lines that are not invoiced, and counts those that are', async () => {
      written(await schedule('prj_one', [lineDraft('100000.00')])) // 20000.50 of 120000.50 is invoiced

      const lines = await linesOf('prj_one')
      expect(lines.map(({ position, status }) => `${position} ${status}`)).toEqual([
        '1 CANCELLED',
        '2 INVOICED',
        '3 CANCELLED',
        '4 PLANNED',
      ])
    })

    it('is cancelled as a whole, and then again without harm', async () => {
      written(await cancel('prj_schedule', 'cancel-once'))
      expect(await cancel('prj_schedule', 'cancel-once')).toMatchObject({ ok: true, replayed: true })
      written(await cancel('prj_schedule'))

      expect((await linesOf('prj_schedule')).every(({ status }) => status === 'CANCELLED')).toBe(true)
    })

    it('is not cancelled once a line is invoiced', async () => {
      expect(refusal(await cancel('prj_one'))).toEqual([{ code: 'INVALID_STATE', currentState: 'INVOICED', allowedStates: [] }])
    })

    it('refuses an empty schedule, an untriggered line, a foreign currency, and a line of nothing', async () => {
      const rulesOf = async (...lines: ReturnType<typeof lineDraft>[]) =>
        refusal(await schedule('prj_fixed', lines)).map(({ rule }) => rule)

      expect(await rulesOf()).toEqual(['SCHEDULE_EMPTY'])
      expect(await rulesOf(lineDraft('100.00', { plannedDate: null }))).toEqual(['SCHEDULE_TRIGGER'])
      expect(await rulesOf(lineDraft('100.00', { description: '' }))).toEqual(['TEXT_EMPTY'])
      expect(await rulesOf(lineDraft('1', { amount: { ...euros('1'), currency: 'USD' as never } }))).toEqual([
        'CURRENCY_MISMATCH',
      ])
      expect(await rulesOf(lineDraft('0.00'), lineDraft('100.00'))).toEqual(['AMOUNT_TOO_LOW'])
    })
  })
}

async function create(erp: OpenedErp['system'], id: string): Promise<void> {
  written(await erp.projects.create(projectDraft(id), { idempotencyKey: newKey() }, testCall))
}

function budgetLine(revenue: string, cost: string | null, hours: string | null): BudgetLine {
  return {
    category: 'LABOUR',
    wbsCode: '1',
    hours: hours as BudgetLine['hours'],
    revenue: euros(revenue),
    cost: cost === null ? null : euros(cost),
  }
}
