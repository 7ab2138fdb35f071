import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { dateText, decimal } from '../../../contracts/wire/values.ts'
import type { HrSystem, Worker, WorkerAction } from '../../../subgraphs/hr/port.ts'
import type { Call, Write, WriteError } from '../../../subgraphs/shared/port.ts'
import { personWith } from '../../support/subgraph-client.ts'

/** A system loaded with the records of `hrFixture`. */
export interface OpenedHr {
  readonly system: HrSystem
  close(): Promise<void>
}

/** What every adapter of HR promises beyond reading. `open` gives a fresh system. */
export function describeHrPort(name: string, open: () => Promise<OpenedHr>): void {
  describe(`HR port on ${name}`, () => {
    let opened: OpenedHr
    let keys = 0
    const key = () => `key-${++keys}`
    const hr = () => opened.system

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    describe('recording a skill', () => {
      const upsert = (
        workerId: string,
        change: Partial<WorkerAction>,
        { call = CALL, ...options }: { call?: Call; idempotencyKey?: string; ifRevision?: number } = {},
      ) => hr().workers.act(workerId, { ...ACTION, ...change }, { idempotencyKey: key(), ...options }, call)
      const skillsOf = async (workerId: string) =>
        (await hr().workerSkills.findByKey('workerId', [workerId], CALL)).get(workerId) ?? []
      const worker = async (id: string) => (await hr().workers.getByIds([id], CALL))[0] as Worker

      it('adds a skill, unendorsed, and counts the worker up', async () => {
        const before = await worker('wrk_leave')
        const written = record(await upsert('wrk_leave', { skillId: 'SCRUM', level: 5, yearsOfExperience: decimal('2.5') }))

        expect(written).toMatchObject({ id: 'wrk_leave', revision: before.revision + 1 })
        expect(await skillsOf('wrk_leave')).toMatchObject([
          { skillId: 'SCRUM', level: 5, yearsOfExperience: '2.5', endorsed: false },
        ])
      })

      it('keeps the endorsement of an unchanged level and what was left out, and drops it with the level', async () => {
        const abap = async () => (await skillsOf('wrk_tester')).find(({ skillId }) => skillId === 'ABAP')

        await upsert('wrk_tester', { skillId: 'ABAP', level: 3, lastUsedOn: dateText('2026-05-01') })
        expect(await abap()).toMatchObject({ endorsed: true, yearsOfExperience: '4.5', lastUsedOn: '2026-05-01' })

        await upsert('wrk_tester', { skillId: 'ABAP', level: 4 })
        expect(await abap()).toMatchObject({ level: 4, endorsed: false, yearsOfExperience: '4.5', lastUsedOn: '2026-05-01' })
        expect(await skillsOf('wrk_tester')).toHaveLength(2)
      })

      it('answers a repetition with the same key, and changes nothing', async () => {
        const first = record(await upsert('wrk_boss', {}, { idempotencyKey: 'twice' }))
        const second = await upsert('wrk_boss', {}, { idempotencyKey: 'twice' })

        expect(second).toMatchObject({ ok: true, replayed: true, record: { revision: first.revision } })
      })

      it('refuses the same key with other input, and keeps the keys of two callers apart', async () => {
        await upsert('wrk_boss', { level: 1 }, { idempotencyKey: 'mine' })
        const mismatch = await upsert('wrk_boss', { level: 2 }, { idempotencyKey: 'mine' })
        const somebody = await upsert('wrk_boss', { level: 2 }, { idempotencyKey: 'mine', call: callOf('somebody') })

        expect(faults(mismatch)).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH' }])
        expect(somebody).toMatchObject({ ok: true, replayed: false })
      })

      it('has one effect when fifty requests with one key arrive at once', async () => {
        const before = await worker('wrk_many0')
        const answers = await Promise.all(Array.from({ length: 50 }, () => upsert('wrk_many0', {}, { idempotencyKey: 'rush' })))

        expect(answers.filter((answer) => answer.ok && !answer.replayed)).toHaveLength(1)
        expect(answers.filter(({ ok }) => ok)).toHaveLength(50)
        expect((await worker('wrk_many0')).revision).toBe(before.revision + 1)
      })

      it('lets one of fifty changes of the same revision win', async () => {
        const { revision } = await worker('wrk_many0')
        const answers = await Promise.all(Array.from({ length: 50 }, () => upsert('wrk_many0', {}, { ifRevision: revision })))

        expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
        expect(
          answers.flatMap(faults).every((fault) => fault.code === 'CONFLICT' && fault.currentRevision === revision + 1),
        ).toBe(true)
      })

      it.each<[string, string, Partial<WorkerAction>, object]>([
        ['a missing worker', 'wrk_missing', {}, { code: 'NOT_FOUND', field: ['input', 'workerId'] }],
        ['a skill outside the catalogue', 'wrk_boss', { skillId: 'MAGIC' }, { code: 'NOT_FOUND', field: ['input', 'skillCode'] }],
        ['level 0', 'wrk_boss', { level: 0 }, { code: 'VALIDATION_FAILED', field: ['input', 'level'] }],
        ['level 6', 'wrk_boss', { level: 6 }, { code: 'VALIDATION_FAILED', field: ['input', 'level'] }],
        ['negative years', 'wrk_boss', { yearsOfExperience: decimal('-1') }, { field: ['input', 'yearsOfExperience'] }],
      ])('refuses %s', async (_, workerId, change, fault) => {
        expect(faults(await upsert(workerId, change))).toMatchObject([fault])
      })
    })

    describe('cost rates', () => {
      const rateOf = async (workerId: string, on: string | null) =>
        (await hr().costRates.findRates([{ workerId, on: on === null ? null : dateText(on) }], CALL))[0]

      it.each([
        ['2023-12-31', null],
        ['2024-01-01', '80.00'],
        ['2025-12-31', '80.00'],
        ['2026-01-01', '85.50'],
        ['2099-01-01', '99.00'],
      ])('on %s is the newest one that has begun: %s', async (on, amount) => {
        expect(await rateOf('wrk_tester', on)).toEqual(amount === null ? null : { amount, currency: 'EUR' })
      })

      it('of today follows the business clock', async () => {
        expect(await rateOf('wrk_tester', null)).toEqual({ amount: '85.50', currency: 'EUR' })
      })

      it('come in the order asked, twice when asked twice, null for an unknown worker', async () => {
        const moments = ['wrk_many0', 'wrk_missing', 'wrk_tester', 'wrk_many0', 'wrk_boss'].map((workerId) => ({
          workerId,
          on: null,
        }))

        expect((await hr().costRates.findRates(moments, CALL)).map((rate) => rate?.amount)).toEqual([
          '50.00',
          undefined,
          '85.50',
          '50.00',
          undefined,
        ])
      })
    })

    it('finds the candidates of several demands in their order, with the levels of what was asked for', async () => {
      const demand = { country: null, startDate: dateText('2026-06-01'), endDate: dateText('2026-06-30') }
      const asked = (skillCode: string) => [{ skillCode, minimumLevel: 1, mandatory: true }]
      const found = await hr().candidates.findCandidates(
        [
          { ...demand, requiredSkills: asked('MAGIC') },
          { ...demand, requiredSkills: asked('SAP-FI') },
        ],
        CALL,
      )

      expect(found).toEqual([
        [],
        [
          {
            workerId: 'wrk_many0',
            workerNumber: 'WRK-MANY0',
            region: 'DACH',
            country: 'DE',
            standardHoursPerWeek: '40',
            levels: { 'SAP-FI': 1 },
          },
        ],
      ])
    })

    it('reports that it can serve', async () => {
      await expect(hr().checkHealth()).resolves.toBeUndefined()
    })
  })
}

const callOf = (subject: string): Call => ({ principal: personWith([], { subject }), correlationId: 'test' })
const CALL = callOf('tester')
const ACTION: WorkerAction = { kind: 'upsert-skill', skillId: 'SAP-MM', level: 2, yearsOfExperience: null, lastUsedOn: null }

function record<Record>(write: Write<Record>): Record {
  if (write.ok) return write.record
  throw new Error(`refused: ${JSON.stringify(write.errors)}`)
}

function faults(write: Write<unknown>): readonly WriteError[] {
  return write.ok ? [] : write.errors
}
