import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { dateText } from '../../../contracts/wire/values.ts'
import { describeBookings } from './booking-contract.ts'
import { CALL } from './calls.ts'
import { describeKickoffs } from './kickoff-contract.ts'
import type { OpenedPsa } from './opened-psa.ts'
import { describeProjectWrites } from './project-contract.ts'
import { describeStaffing } from './staffing-contract.ts'
import { describeTimecards } from './timecard-contract.ts'

/** What every adapter of PSA promises beyond reading. `open` gives a fresh system. */
export function describePsaPort(name: string, open: () => Promise<OpenedPsa>): void {
  describe(`PSA port on ${name}`, () => {
    let opened: OpenedPsa
    const psa = () => opened.system

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    describeProjectWrites(() => opened)
    describeTimecards(() => opened)
    describe('staffing', () => describeStaffing(() => opened))
    describe('bookings', () => describeBookings(() => opened))
    describe('kickoffs', () => describeKickoffs(() => opened))

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
