import { describe, expect, it } from '@jest/globals'
import { type DateText, decimal, money } from '../../../contracts/wire/values.ts'
import type { RequisitionDraft } from '../../../subgraphs/procurement/port.ts'
import type { Call, Write } from '../../../subgraphs/shared/port.ts'
import { testCall } from '../../support/reader-contract.ts'
import { requisition } from './fixture.ts'
import type { OpenedProcurement } from './opened-procurement.ts'

/** Creating a requisition and submitting it for approval. */
export function describeRequisitionWrites(opened: () => OpenedProcurement): void {
  let keys = 0
  const newKey = () => `key-${++keys}`
  const create = (draft: RequisitionDraft, idempotencyKey = newKey(), call = testCall) =>
    opened().system.requisitions.create(draft, { idempotencyKey }, call)
  const submit = (id: string, idempotencyKey = newKey(), ifRevision: number | null = null) =>
    opened().system.requisitions.act(id, { kind: 'submit' }, { idempotencyKey, ifRevision }, testCall)

  const cancel = (id: string, idempotencyKey = newKey(), reason = 'The handoff was undone') =>
    opened().system.requisitions.act(id, { kind: 'cancel', reason }, { idempotencyKey }, testCall)

  describe('cancelling a requisition', () => {
    it.each(['DRAFT', 'PENDING_APPROVAL', 'APPROVED'])(
      'withdraws one in %s, with the reason and the business instant',
      async (status) => {
        const id = `req_cancel${status.toLowerCase().replace('_', '')}`
        await opened().store('procurement.requisition', [requisition(id, { status, submitted_at: '2026-05-20T08:00:00Z' })])

        const record = written(await cancel(id, newKey(), ' No longer needed '))
        expect(record).toMatchObject({ status: 'CANCELLED', cancellationReason: 'No longer needed', revision: 2 })
        expect(record.cancelledAt).toMatch(/Z$/)
      },
    )

    it('leaves one that is withdrawn as it is, whatever the key', async () => {
      await create(draftOf('req_cancelled'))
      const first = written(await cancel('req_cancelled', 'cancel-once'))

      expect(await cancel('req_cancelled', 'cancel-once')).toMatchObject({ ok: true, replayed: true })
      expect(written(await cancel('req_cancelled'))).toEqual(first)
    })

    it.each(['ORDERED', 'REJECTED'])('refuses one in %s', async (status) => {
      const id = `req_final${status.toLowerCase()}`
      await opened().store('procurement.requisition', [requisition(id, { status, submitted_at: '2026-05-20T08:00:00Z' })])

      expect(refusal(await cancel(id))).toEqual([{ code: 'INVALID_STATE', currentState: status, allowedStates: [] }])
    })

    it.each([
      ['blank', '  '],
      ['of 2001 characters', 'r'.repeat(2_001)],
    ])('refuses a reason that is %s', async (_, reason) => {
      await opened().store('procurement.requisition', [requisition(`req_reason${reason.length}`, {})])

      expect(refusal(await cancel(`req_reason${reason.length}`, newKey(), reason))).toEqual([
        { code: 'VALIDATION_FAILED', rule: 'REASON', field: ['input', 'reason'] },
      ])
    })

    it('takes back for good what an undone key created: nothing comes back under it', async () => {
      await create(draftOf('req_undone'), 'ho:1:H06:create')
      await cancel('req_undone', 'ho:1:H06:undo')

      expect(refusal(await create(draftOf('req_undone'), 'ho:1:H06:create'))).toEqual([{ code: 'KEY_WITHDRAWN' }])
      expect(refusal(await submit('req_undone', 'ho:1:H06:submit'))).toEqual([{ code: 'KEY_WITHDRAWN' }])
    })

    it('says NOT_FOUND of one that does not exist, and keeps a late creation out', async () => {
      expect(refusal(await cancel('req_late', 'ho:2:H06:undo'))).toEqual([
        { code: 'NOT_FOUND', field: ['input', 'requisitionId'] },
      ])
      expect(refusal(await create(draftOf('req_late'), 'ho:2:H06:create'))).toEqual([{ code: 'KEY_WITHDRAWN' }])
    })
  })

  describe('requisition', () => {
    it('is created as a draft with a number, exact nets and total, on behalf of the caller', async () => {
      const euros = { ...LINE, quantity: decimal('2.5'), unitPrice: money('0.10', 'EUR') }
      const dinars = { ...LINE, quantity: decimal('3'), unitPrice: money('0.105', 'BHD') }

      const record = written(await create(draftOf('req_new1', { lines: [euros] })))

      expect(record).toMatchObject({
        id: 'req_new1',
        status: 'DRAFT',
        requesterId: 'wrk_tester',
        total: { amount: '0.25', currency: 'EUR' },
        lines: [{ id: 'req_new1-1', quantity: '2.5', net: { amount: '0.25' } }],
        submittedAt: null,
        revision: 1,
      })
      expect(record.number).toMatch(/^REQ-\d{6}$/)
      expect(written(await create(draftOf('req_new2', { lines: [dinars] }))).total).toEqual({ amount: '0.315', currency: 'BHD' })
    })

    it('names nobody as requester when a service asks', async () => {
      const service: Call = { ...testCall, principal: { ...testCall.principal, kind: 'SERVICE', workerId: null } }

      expect(written(await create(draftOf('req_service'), newKey(), service)).requesterId).toBeNull()
    })

    it('has one effect for fifty creations at once with one key', async () => {
      const writes = await Promise.all(Array.from({ length: 50 }, () => create(draftOf('req_fifty'), 'fifty')))

      expect(writes.filter((write) => write.ok && !write.replayed)).toHaveLength(1)
      expect(writes.every(({ ok }) => ok)).toBe(true)
    })

    it('refuses the same key with other input, but not of another caller', async () => {
      await create(draftOf('req_key'), 'same-key')

      expect(refusal(await create(draftOf('req_key', { justification: 'Other' }), 'same-key'))).toEqual([
        { code: 'IDEMPOTENCY_MISMATCH' },
      ])
      const other: Call = { ...testCall, principal: { ...testCall.principal, subject: 'somebody else' } }
      expect(await create(draftOf('req_ofother'), 'same-key', other)).toMatchObject({ ok: true, replayed: false })
    })

    it.each([
      ['a supplier that does not exist', { supplierId: 'sup_none' }, 'SUPPLIER_NOT_ACTIVE', ['input', 'supplierId']],
      ['a supplier that left', { supplierId: 'sup_left' }, 'SUPPLIER_NOT_ACTIVE', ['input', 'supplierId']],
      ['a suspended supplier', { supplierId: 'sup_stopped' }, 'SUPPLIER_NOT_ACTIVE', ['input', 'supplierId']],
      ['a day in the past', { neededBy: '2020-01-01' as DateText }, 'NEEDED_BY_PAST', ['input', 'neededBy']],
      ['no line', { lines: [] }, 'REQUISITION_EMPTY', ['input', 'lines']],
    ] as const)('refuses %s', async (_, overrides, rule, field) => {
      expect(refusal(await create(draftOf('req_bad', overrides)))).toEqual([{ code: 'VALIDATION_FAILED', rule, field }])
    })

    it('refuses an identifier that is taken, under another key', async () => {
      await create(draftOf('req_taken'))

      expect(refusal(await create(draftOf('req_taken')))).toEqual([{ code: 'CONFLICT', currentRevision: 1 }])
    })

    it('refuses an identifier of another kind', async () => {
      expect(refusal(await create(draftOf('por_taken')))).toEqual([
        { code: 'VALIDATION_FAILED', rule: 'REQUISITION_ID', field: ['input', 'requisitionId'] },
      ])
    })

    it('is submitted once, with the business instant', async () => {
      await create(draftOf('req_submit'))

      const record = written(await submit('req_submit', 'submit-once', 1))
      expect(record).toMatchObject({ status: 'PENDING_APPROVAL', revision: 2 })
      expect(record.submittedAt).toMatch(/Z$/)
      expect(await submit('req_submit', 'submit-once', 1)).toMatchObject({ ok: true, replayed: true })
      expect(refusal(await submit('req_submit'))).toEqual([
        { code: 'INVALID_STATE', currentState: 'PENDING_APPROVAL', allowedStates: ['APPROVED', 'REJECTED', 'CANCELLED'] },
      ])
    })

    it('is submitted by one of many at once', async () => {
      await opened().store('procurement.requisition', [requisition('req_race', {})])
      const writes = await Promise.all(Array.from({ length: 20 }, () => submit('req_race')))

      expect(writes.filter(({ ok }) => ok)).toHaveLength(1)
    })

    it('refuses a stale revision and an unknown requisition', async () => {
      await create(draftOf('req_stale'))

      expect(refusal(await submit('req_stale', newKey(), 9))).toEqual([{ code: 'CONFLICT', currentRevision: 1 }])
      expect(refusal(await submit('req_none'))).toEqual([{ code: 'NOT_FOUND', field: ['input', 'requisitionId'] }])
    })
  })
}

const LINE: RequisitionDraft['lines'][number] = {
  description: 'Developer',
  role: null,
  quantity: decimal('1'),
  unit: 'DAY',
  unitPrice: money('900.00', 'EUR'),
  wbsCode: null,
}

function draftOf(id: string, overrides: Partial<RequisitionDraft> = {}): RequisitionDraft {
  return {
    id,
    projectId: 'prj_new',
    staffingRequestId: null,
    legalEntityId: 'len_de01',
    costCenterId: null,
    supplierId: 'sup_active',
    justification: 'No own capacity',
    neededBy: '2199-07-01' as DateText,
    lines: [LINE],
    ...overrides,
  }
}

function written<Record>(write: Write<Record>): Record {
  if (write.ok) return write.record
  throw new Error(`refused: ${JSON.stringify(write.errors)}`)
}

/** What a refused write says; codes and rules, not prose. */
function refusal(write: Write<unknown>): readonly Partial<Record<string, unknown>>[] {
  if (write.ok) throw new Error('was not refused')
  return write.errors.map(({ message: _, ...rest }) => rest)
}
