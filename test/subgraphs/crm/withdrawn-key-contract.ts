import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Call, Write, WriteError } from '../../../subgraphs/shared/port.ts'
import { callOf, type OpenedCrm } from './port-contract.ts'

const CALL = callOf('tester')
const APPROVERS = { legalApproverId: 'wrk_legal', financeApproverId: 'wrk_finance' }
const WITHDRAWN = [{ code: 'KEY_WITHDRAWN' }]

/** What every adapter promises of a key whose effect was undone (ADR 0011). `open` gives a fresh system. */
export function describeWithdrawnKeys(name: string, open: () => Promise<OpenedCrm>): void {
  describe(`withdrawn keys on ${name}`, () => {
    let opened: OpenedCrm
    let contracts = 0

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    async function contractInReview(): Promise<string> {
      const id = `ctr_undo${++contracts}`
      await opened.insert('crm.contract', id)
      return id
    }
    const approve = (id: string, idempotencyKey: string, call: Call = CALL) =>
      opened.system.contracts.act(id, { kind: 'recordApproval', ...APPROVERS }, { idempotencyKey }, call)
    const undo = (id: string, idempotencyKey: string, call: Call = CALL) =>
      opened.system.contracts.act(id, { kind: 'reopenReview' }, { idempotencyKey }, call)
    const statusOf = async (id: string) => (await opened.system.contracts.getByIds([id], CALL))[0]?.status

    it('refuses what arrives after its undo, which had nothing to undo', async () => {
      const id = await contractInReview()
      await undo(id, 'late:undo')

      expect(faults(await approve(id, 'late'))).toMatchObject(WITHDRAWN)
      expect(await statusOf(id)).toBe('IN_REVIEW')
    })

    it('refuses the repetition of what was answered before the undo', async () => {
      const id = await contractInReview()
      await approve(id, 'answered')
      await undo(id, 'answered:undo')

      expect(faults(await approve(id, 'answered'))).toMatchObject(WITHDRAWN)
      expect(await statusOf(id)).toBe('IN_REVIEW')
    })

    it('keeps the withdrawal of an undo that was refused', async () => {
      const id = await contractInReview()

      expect(faults(await undo('ctr_none', 'refused:undo'))).toMatchObject([{ code: 'NOT_FOUND' }])
      expect(faults(await approve(id, 'refused'))).toMatchObject(WITHDRAWN)
    })

    it('undoes as often as it is asked to, also below a withdrawn key', async () => {
      const id = await contractInReview()
      await approve(id, 'ho:1:H11:schedule')

      expect(await undo(id, 'ho:1:H11:undo')).toMatchObject({ ok: true, replayed: false })
      expect(await undo(id, 'ho:1:H11:undo')).toMatchObject({ ok: true, replayed: true })
      expect(await undo(id, 'ho:1:H11:schedule:undo')).toMatchObject({ ok: true, replayed: false })
    })

    it.each([
      ['the key itself', 'ho:2:H11', true],
      ['a key below it', 'ho:2:H11:schedule', true],
      ['a key far below it', 'ho:2:H11:schedule:part:7', true],
      ['a key that only begins with the same letters', 'ho:2:H110', false],
      ['the key above it', 'ho:2', false],
      ['a sibling', 'ho:2:H12', false],
    ])('withdraws or leaves %s', async (_, key, withdrawn) => {
      const id = await contractInReview()
      await undo(id, 'ho:2:H11:undo')

      expect(faults(await approve(id, key)).map(({ code }) => code)).toEqual(withdrawn ? ['KEY_WITHDRAWN'] : [])
    })

    it('withdraws the key of its own caller only', async () => {
      const id = await contractInReview()
      await undo(id, 'shared:undo')

      expect(await approve(id, 'shared', callOf('somebody'))).toMatchObject({ ok: true })
    })

    it.each([
      ['201 characters', 'k'.repeat(201)],
      ['17 parts', Array(17).fill('k').join(':')],
      ['no character', ' '],
    ])('refuses a key of %s', async (_, key) => {
      const id = await contractInReview()

      expect(faults(await approve(id, key))).toMatchObject([{ code: 'VALIDATION_FAILED', field: ['idempotencyKey'] }])
    })

    it('leaves no effect of 50 writes that race with their undo, in whatever order they arrive', async () => {
      const race = Array.from({ length: 50 }, async (_, index) => {
        const id = await contractInReview()
        const key = `race:${index}`
        const first = index % 2 === 0
        const write = first ? approve(id, key) : later().then(() => approve(id, key))
        const undone = first ? later().then(() => undo(id, `${key}:undo`)) : undo(id, `${key}:undo`)
        await undone
        const afterUndo = await statusOf(id)
        const late = await approve(id, key)
        const wrote = await write
        return { afterUndo, late: faults(late).map(({ code }) => code), wrote: outcomeOf(wrote), status: await statusOf(id) }
      })
      const outcomes = await Promise.all(race)

      for (const { afterUndo, late, wrote, status } of outcomes) {
        expect({ afterUndo, late, status }).toEqual({ afterUndo: 'IN_REVIEW', late: ['KEY_WITHDRAWN'], status: 'IN_REVIEW' })
        expect(['done', 'KEY_WITHDRAWN']).toContain(wrote)
      }
    })

    it('waits for a write under way, and then undoes it', async () => {
      const id = await contractInReview()
      const release = await opened.hold('crm.contract', id)
      const written = approve(id, 'hung')
      await later(100)
      const undone = undo(id, 'hung:undo')
      await later(100)
      await release()

      expect(await written).toMatchObject({ ok: true })
      expect(await undone).toMatchObject({ ok: true })
      expect(await statusOf(id)).toBe('IN_REVIEW')
    })
  })
}

const faults = (write: Write<unknown>): readonly WriteError[] => (write.ok ? [] : write.errors)
const outcomeOf = (write: Write<unknown>) => (write.ok ? 'done' : write.errors[0]?.code)
/** Long enough for the others to start, short enough to meet them. */
const later = (ms = Math.random() * 15) => new Promise<void>((resolve) => setTimeout(resolve, ms))
