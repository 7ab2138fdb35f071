import { describe, expect, it } from '@jest/globals'
import { testCall } from '../../support/reader-contract.ts'
import { actOn, customerDraft, newKey, otherCall, projectDraft, refusal, written } from './calls.ts'
import { posting } from './fixture.ts'
import type { OpenedErp } from './opened-erp.ts'

/** Writes of the customer master: step H03 of the handoff and its undo. */
export function describeCustomerWrites(opened: () => OpenedErp): void {
  const upsert = (draft: ReturnType<typeof customerDraft>, key = newKey(), call = testCall) =>
    opened().system.customers.create(draft, { idempotencyKey: key }, call)
  const deactivate = (id: string, createdByKey: string, key = newKey(), ifRevision?: number) =>
    opened().system.customers.act(id, { kind: 'deactivate', createdByKey }, { idempotencyKey: key, ifRevision }, testCall)

  describe('customer master', () => {
    it('makes an account a customer with a number of its own, and says which key did', async () => {
      const first = written(await upsert(customerDraft('acc_new1'), 'make-1'))
      const second = written(await upsert(customerDraft('acc_new2')))

      expect(first).toMatchObject({ id: 'acc_new1', status: 'VALID', createdByKey: 'make-1', revision: 1, creditHold: false })
      expect(first.erpCustomerNumber).toMatch(/^C-\d{6}$/)
      expect(second.erpCustomerNumber).not.toBe(first.erpCustomerNumber)
    })

    it('updates a customer that exists, keeps its number and its tax number, and does not call that a creation', async () => {
      const created = written(await upsert(customerDraft('acc_new3', { taxNumber: 'GB 123 4567 89' }), 'make-3'))
      const updated = written(await upsert(customerDraft('acc_new3', { legalName: 'Contoso plc', paymentTermsDays: 45 })))

      expect(updated).toMatchObject({
        erpCustomerNumber: created.erpCustomerNumber,
        legalName: 'Contoso plc',
        paymentTermsDays: 45,
        taxNumber: 'GB 123 4567 89',
        createdByKey: 'make-3',
        revision: 2,
      })
    })

    it('refuses a tax number of another customer in use, however it is written', async () => {
      await upsert(customerDraft('acc_dup1', { taxNumber: 'GB 999 0000 01' }))

      const duplicate = await upsert(customerDraft('acc_dup2', { taxNumber: 'gb-999.0000-01' }))
      expect(refusal(duplicate)).toEqual([
        { code: 'VALIDATION_FAILED', rule: 'MASTER_DATA_DUPLICATE', field: ['input', 'taxNumber'] },
      ])
      expect(await opened().system.customers.getByIds(['acc_dup2'], testCall)).toEqual([null])
    })

    it('takes the same digits in two countries for two tax numbers', async () => {
      const drafts = ['GB', 'US-TX'].map((country, n) => customerDraft(`acc_ctry${n}`, { country, taxNumber: '55-0001' }))

      for (const draft of drafts) expect(await upsert(draft)).toMatchObject({ ok: true })
    })

    it('refuses a tax number that differs from the stored one', async () => {
      await upsert(customerDraft('acc_tax', { taxNumber: 'GB 1' }))

      const other = await upsert(customerDraft('acc_tax', { taxNumber: 'GB 2' }))
      expect(refusal(other)).toEqual([{ code: 'VALIDATION_FAILED', rule: 'TAX_NUMBER_MISMATCH', field: ['input', 'taxNumber'] }])
    })

    it('lets exactly one of two accounts take a tax number at the same moment', async () => {
      const writes = await Promise.all(
        Array.from({ length: 10 }, (_, n) => upsert(customerDraft(`acc_race${n}`, { taxNumber: 'GB RACE 1' }))),
      )

      expect(writes.filter(({ ok }) => ok)).toHaveLength(1)
    })

    it('refuses a customer that finance blocked', async () => {
      expect(refusal(await upsert(customerDraft('acc_blocked')))).toEqual([
        { code: 'INVALID_STATE', currentState: 'BLOCKED', allowedStates: ['VALID'] },
      ])
    })

    it.each([
      [{ legalName: ' ' }, 'TEXT_EMPTY'],
      [{ paymentTermsDays: -1 }, 'PAYMENT_TERMS'],
      [{ paymentTermsDays: 91 }, 'PAYMENT_TERMS'],
    ])('refuses %j by rule %s', async (overrides, rule) => {
      expect(refusal(await upsert(customerDraft('acc_bad', overrides)))).toMatchObject([{ code: 'VALIDATION_FAILED', rule }])
    })

    it('has one effect for fifty writes at once with one key, and for none of another caller', async () => {
      const draft = customerDraft('acc_fifty')
      const writes = await Promise.all(Array.from({ length: 50 }, () => upsert(draft, 'fifty')))

      expect(writes.filter((write) => write.ok && !write.replayed)).toHaveLength(1)
      expect(new Set(writes.map((write) => written(write).erpCustomerNumber)).size).toBe(1)
      expect(written(await upsert(draft, 'fifty', otherCall)).revision).toBe(2)
    })

    it('refuses the same key with other input, and takes a refused key again', async () => {
      await upsert(customerDraft('acc_key'), 'same-key')
      expect(refusal(await upsert(customerDraft('acc_key', { legalName: 'Other' }), 'same-key'))).toEqual([
        { code: 'IDEMPOTENCY_MISMATCH' },
      ])

      expect(await upsert(customerDraft('acc_again', { legalName: '' }), 'second-try')).toMatchObject({ ok: false })
      expect(await upsert(customerDraft('acc_again'), 'second-try')).toMatchObject({ ok: true, replayed: false })
    })

    it('takes a customer out of use for the key that created it, which frees its tax number', async () => {
      await upsert(customerDraft('acc_undo', { taxNumber: 'GB UNDO' }), 'make-undo')

      expect(written(await deactivate('acc_undo', 'make-undo'))).toMatchObject({ status: 'INACTIVE', revision: 2 })
      expect(await upsert(customerDraft('acc_heir', { taxNumber: 'GB UNDO' }))).toMatchObject({ ok: true })
    })

    it('puts a customer that was taken out of use back, as a creation of the new key', async () => {
      await upsert(customerDraft('acc_back'), 'make-back')
      await deactivate('acc_back', 'make-back')

      expect(written(await upsert(customerDraft('acc_back'), 'make-again'))).toMatchObject({
        status: 'VALID',
        createdByKey: 'make-again',
      })
    })

    it('refuses to take out of use what another key created, what is used, and what does not exist', async () => {
      await upsert(customerDraft('acc_used'), 'make-used')
      await opened().system.projects.create(
        projectDraft('prj_of_used', { accountId: 'acc_used' }),
        { idempotencyKey: newKey() },
        testCall,
      )

      expect(refusal(await deactivate('acc_one', 'make-used'))).toEqual([
        { code: 'POLICY_VIOLATION', policy: 'undo_own_effects_only' },
      ])
      expect(refusal(await deactivate('acc_used', 'make-used'))).toEqual([
        { code: 'POLICY_VIOLATION', policy: 'unused_records_only' },
      ])
      expect(refusal(await deactivate('acc_none', 'make-used'))).toEqual([{ code: 'NOT_FOUND', field: ['input', 'accountId'] }])
    })

    it('takes a customer out of use whose only project was undone, not one whose closed project has postings', async () => {
      for (const name of ['undone', 'worked']) {
        await upsert(customerDraft(`acc_${name}`), `make-${name}`)
        const draft = projectDraft(`prj_${name}_for`, { accountId: `acc_${name}` })
        await opened().system.projects.create(draft, { idempotencyKey: newKey() }, testCall)
      }
      const setStatus = async (id: string, status: 'OPEN' | 'CLOSING' | 'CLOSED') =>
        written(await actOn(opened().system, id, { kind: 'setFinancialStatus', status, reason: 'Test' }))
      await setStatus('prj_undone_for', 'CLOSED')
      await setStatus('prj_worked_for', 'OPEN')
      await opened().store('erp.posting', [posting('pst_worked', 'prj_worked_for', { kind: 'LABOUR', amount: '1.00' })])
      for (const status of ['CLOSING', 'CLOSED'] as const) await setStatus('prj_worked_for', status)

      expect(written(await deactivate('acc_undone', 'make-undone'))).toMatchObject({ status: 'INACTIVE' })
      expect(refusal(await deactivate('acc_worked', 'make-worked'))).toEqual([
        { code: 'POLICY_VIOLATION', policy: 'unused_records_only' },
      ])
    })

    it('refuses to take a customer out of use twice under two keys, or on a stale revision', async () => {
      await upsert(customerDraft('acc_twice'), 'make-twice')
      expect(refusal(await deactivate('acc_twice', 'make-twice', newKey(), 7))).toEqual([
        { code: 'CONFLICT', currentRevision: 1 },
      ])
      await deactivate('acc_twice', 'make-twice', 'undo-twice')

      expect(await deactivate('acc_twice', 'make-twice', 'undo-twice')).toMatchObject({ ok: true, replayed: true })
      expect(refusal(await deactivate('acc_twice', 'make-twice'))).toEqual([
        { code: 'INVALID_STATE', currentState: 'INACTIVE', allowedStates: ['VALID'] },
      ])
    })
  })
}
