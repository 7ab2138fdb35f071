import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { dateText, decimal } from '../../../contracts/wire/values.ts'
import { query } from '../../support/query.ts'
import { CALL, newKey, record, staffingDraft } from './calls.ts'
import { openPostgresPsa } from './open-postgres-psa.ts'
import { createStaffingActs } from './staffing-acts.ts'

describe('psa.worker_week', () => {
  let opened: Awaited<ReturnType<typeof openPostgresPsa>>
  const { ask, propose, proposalsOf, confirm } = createStaffingActs(() => opened)

  beforeAll(async () => {
    opened = await openPostgresPsa(3)
    await opened.setBusinessTime('2026-07-01T09:00:00Z')
  })
  afterAll(() => opened.close())

  /** Weeks in which the stored hours are not those of the firm bookings. */
  const differences = () =>
    query(
      opened.adminUrl,
      `select worker_id, week_start, w.booked_hours, b.hours from psa.worker_week w full join (
        select a.worker_id, week_start, sum(hours) as hours
        from psa.assignment a, psa.booked_weeks(a.start_date, a.end_date, a.allocation)
        where a.status in ('CONFIRMED', 'ACTIVE', 'COMPLETED') group by 1, 2
      ) b using (worker_id, week_start) where coalesce(w.booked_hours, 0) <> coalesce(b.hours, 0)`,
    )

  it('stays the sum of the firm bookings while people are booked, refused and released at once', async () => {
    const ids = Array.from({ length: 40 }, (_, n) => `stf_sum${n}`)
    // Over four projects, whose writers do not wait for one another, with weeks that overlap.
    for (const [n, id] of ids.entries()) {
      const span = { startDate: dateText(`2026-08-${10 + (n % 7)}`), endDate: dateText(`2026-09-${10 + (n % 11)}`) }
      const allocation = decimal(['0.5', '0.33', '1', '0.2'][n % 4] as string)
      record(await ask(PROJECTS[n % PROJECTS.length] as string, [staffingDraft(id, { ...span, allocation })]))
    }
    const outcomes = await Promise.all(
      ids.map(async (id, n) => {
        record(await propose(id, `wrk_sum${n % 5}`))
        const [proposal] = await proposalsOf(id)
        const booked = await confirm(id, proposal?.id ?? '')
        if (booked.ok && n % 3 === 0) {
          const action = { kind: 'release', reason: 'Not needed' } as const
          record(await opened.system.assignments.act(booked.record.id, action, { idempotencyKey: newKey() }, CALL))
        }
        return booked.ok
      }),
    )

    expect(new Set(outcomes)).toEqual(new Set([true, false]))
    expect(await differences()).toEqual([])
    expect(
      await query(opened.adminUrl, `select from psa.worker_week where worker_id like 'wrk_sum%' and booked_hours > 40`),
    ).toEqual([])
  })

  it.each([
    [
      'a month from a Wednesday',
      '2026-07-01',
      '2026-07-31',
      '1',
      { '2026-06-29': '24', '2026-07-06': '40', '2026-07-13': '40', '2026-07-20': '40', '2026-07-27': '40' },
    ],
    ['a share of one day', '2026-07-06', '2026-07-06', '0.25', { '2026-07-06': '2.00' }],
    ['a Sunday and a Monday', '2026-07-05', '2026-07-06', '1', { '2026-07-06': '8' }],
    ['a weekend', '2026-07-04', '2026-07-05', '1', {}],
  ])('counts the working days of %s', async (_, from, to, allocation, expected) => {
    const weeks = await query<{ week: string; hours: string }>(
      opened.adminUrl,
      `select week_start::text as week, hours::text from psa.booked_weeks('${from}', '${to}', ${allocation}) order by 1`,
    )

    expect(Object.fromEntries(weeks.map(({ week, hours }) => [week, hours]))).toEqual(expected)
  })
})

const PROJECTS = ['prj_running', 'prj_planned', 'prj_many0', 'prj_many1']
