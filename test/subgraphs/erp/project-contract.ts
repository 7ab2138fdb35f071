import { describe, expect, it } from '@jest/globals'
import type { ProjectAction } from '../../../subgraphs/erp/port.ts'
import { testCall } from '../../support/reader-contract.ts'
import { actOn, euros, newKey, otherCall, projectDraft, refusal, written } from './calls.ts'
import type { OpenedErp } from './opened-erp.ts'

/** Writes of a financial project: step H10 of the handoff and its undo. */
export function describeProjectWrites(opened: () => OpenedErp): void {
  const create = (draft: ReturnType<typeof projectDraft>, key = newKey(), call = testCall) =>
    opened().system.projects.create(draft, { idempotencyKey: key }, call)
  const setStatus = (id: string, status: (ProjectAction & { kind: 'setFinancialStatus' })['status'], reason = 'Test') =>
    actOn(opened().system, id, { kind: 'setFinancialStatus', status, reason })

  describe('financial project', () => {
    it('is created closed for posting, with a number of its entity and the tree of its elements, parents first', async () => {
      const wbs = [
        { code: '1.1', name: 'Design', parentCode: '1', billable: true },
        { code: '1', name: 'Project', parentCode: null, billable: false },
      ]
      const project = written(await create(projectDraft('prj_new1', { wbs })))

      expect(project).toMatchObject({
        id: 'prj_new1',
        financialStatus: 'PLANNED',
        accountId: 'acc_one',
        contractId: 'ctr_one',
        costCenterId: 'ccn_de1',
        contractValue: euros('1000.00'),
        wbs: [wbs[1], wbs[0]],
        revision: 1,
      })
      expect(project.erpProjectNumber).toMatch(/^DE01-P\d{5}$/)
    })

    it('numbers the projects of one entity without a gap, also when creations fail or run at once', async () => {
      const numberOf = (text: string) => Number(text.slice(-5))
      const before = numberOf(written(await create(projectDraft('prj_gap'))).erpProjectNumber)

      const writes = await Promise.all([
        ...Array.from({ length: 8 }, (_, n) => create(projectDraft(`prj_gap${n}`))),
        ...Array.from({ length: 4 }, () => create(projectDraft('prj_gap'))),
      ])

      const numbers = writes
        .flatMap((write) => (write.ok ? [numberOf(write.record.erpProjectNumber)] : []))
        .toSorted((a, b) => a - b)
      expect(numbers).toEqual(Array.from({ length: 8 }, (_, n) => before + 1 + n))
    })

    it('exists once a project: another key is told of the conflict', async () => {
      await create(projectDraft('prj_once'), 'first')

      expect(await create(projectDraft('prj_once'), 'first')).toMatchObject({ ok: true, replayed: true })
      expect(refusal(await create(projectDraft('prj_once'), 'second'))).toEqual([{ code: 'CONFLICT', currentRevision: null }])
      expect(refusal(await create(projectDraft('prj_once'), 'first', otherCall))).toEqual([
        { code: 'CONFLICT', currentRevision: null },
      ])
      expect(refusal(await create(projectDraft('prj_once', { contractId: 'ctr_other' }), 'first'))).toEqual([
        { code: 'IDEMPOTENCY_MISMATCH' },
      ])
    })

    it('has one effect for fifty creations at once with one key', async () => {
      const writes = await Promise.all(Array.from({ length: 50 }, () => create(projectDraft('prj_fifty'), 'fifty-projects')))

      expect(writes.filter((write) => write.ok && !write.replayed)).toHaveLength(1)
      expect(writes.every(({ ok }) => ok)).toBe(true)
    })

    it.each([
      ['an account that is no customer', { accountId: 'acc_none' }, 'CUSTOMER_NOT_VALID', 'accountId'],
      ['a customer under validation', { accountId: 'acc_pending' }, 'CUSTOMER_NOT_VALID', 'accountId'],
      ['a blocked customer', { accountId: 'acc_blocked' }, 'CUSTOMER_NOT_VALID', 'accountId'],
      ['an inactive legal entity', { legalEntityId: 'len_fr01' }, 'LEGAL_ENTITY_INACTIVE', 'legalEntityId'],
      ['[ER-03] a cost centre of another entity', { costCenterCode: 'CC-200' }, 'COST_CENTER_FOREIGN', 'costCenterCode'],
      ['[ER-03] an inactive cost centre', { costCenterCode: 'CC-900' }, 'COST_CENTER_INACTIVE', 'costCenterCode'],
      ['a negative contract value', { contractValue: euros('-1') }, 'AMOUNT_TOO_LOW', 'contractValue'],
      ['a tenth of a cent', { contractValue: euros('1.001') }, 'AMOUNT_DIGITS', 'contractValue'],
      ['a capped contract without a cap', { pricingModel: 'CAPPED_TIME_AND_MATERIALS' }, 'CAP_MISSING', 'notToExceed'],
      ['no work breakdown structure', { wbs: [] }, 'WBS_EMPTY', 'wbs'],
    ] as const)('refuses %s', async (_, overrides, rule, field) => {
      expect(refusal(await create(projectDraft('prj_bad', overrides)))).toEqual([
        { code: 'VALIDATION_FAILED', rule, field: ['input', field] },
      ])
    })

    it('refuses a legal entity that does not exist', async () => {
      expect(refusal(await create(projectDraft('prj_bad', { legalEntityId: 'len_none' })))).toEqual([
        { code: 'NOT_FOUND', field: ['input', 'legalEntityId'] },
      ])
    })

    it('opens, holds and closes along its life cycle, and remembers why', async () => {
      await create(projectDraft('prj_cycle'))

      for (const status of ['OPEN', 'ON_HOLD', 'OPEN', 'CLOSING', 'CLOSED'] as const) {
        expect(written(await setStatus('prj_cycle', status, `Because ${status}`))).toMatchObject({
          financialStatus: status,
          financialStatusReason: `Because ${status}`,
        })
      }
      expect(refusal(await setStatus('prj_cycle', 'OPEN'))).toEqual([
        { code: 'INVALID_STATE', currentState: 'CLOSED', allowedStates: [] },
      ])
    })

    it('refuses a transition that the life cycle does not have, and a reason that says nothing', async () => {
      await create(projectDraft('prj_wrong'))

      expect(refusal(await setStatus('prj_wrong', 'ON_HOLD'))).toEqual([
        { code: 'INVALID_STATE', currentState: 'PLANNED', allowedStates: ['OPEN', 'CLOSED'] },
      ])
      expect(refusal(await setStatus('prj_wrong', 'OPEN', ' '))).toMatchObject([{ rule: 'TEXT_EMPTY' }])
    })

    it('closes without CLOSING while nothing was posted, and refuses it afterwards', async () => {
      await create(projectDraft('prj_undone'))

      expect(written(await setStatus('prj_undone', 'CLOSED')).financialStatus).toBe('CLOSED')
      expect(refusal(await setStatus('prj_one', 'CLOSED'))).toEqual([{ code: 'POLICY_VIOLATION', policy: 'no_postings' }])
    })

    it('answers NOT_FOUND for a project that the ERP lacks, and CONFLICT for a stale revision', async () => {
      expect(refusal(await setStatus('prj_none', 'OPEN'))).toEqual([{ code: 'NOT_FOUND', field: ['input', 'projectId'] }])

      await create(projectDraft('prj_stale'))
      await setStatus('prj_stale', 'OPEN')
      const action = { kind: 'setFinancialStatus', status: 'ON_HOLD', reason: 'Test' } as const
      const options = { idempotencyKey: newKey(), ifRevision: 1 }
      const stale = await opened().system.projects.act('prj_stale', action, options, testCall)
      expect(refusal(stale)).toEqual([{ code: 'CONFLICT', currentRevision: 2 }])
    })
  })
}
