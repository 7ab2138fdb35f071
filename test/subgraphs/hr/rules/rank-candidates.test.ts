import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { dateText, decimal } from '../../../../contracts/wire/values.ts'
import type { Candidate } from '../../../../subgraphs/hr/port.ts'
import { rankCandidates } from '../../../../subgraphs/hr/rules/rank-candidates.ts'
import type { StaffingDemand, WorkerLoad } from '../../../../subgraphs/hr/rules/staffing-demand.ts'

/** A whole person for four weeks, with one mandatory skill and one that is welcome. */
const DEMAND: StaffingDemand = {
  requestId: 'stf_one',
  requiredSkills: [
    { skillCode: 'ABAP', minimumLevel: 3, mandatory: true },
    { skillCode: 'SCRUM', minimumLevel: 4, mandatory: false },
  ],
  region: 'DACH',
  country: null,
  startDate: dateText('2026-08-03'),
  endDate: dateText('2026-08-28'),
  hours: decimal('160'),
  allocation: decimal('1'),
}

const candidate = (id: string, overrides: Partial<Candidate> = {}): Candidate => ({
  workerId: `wrk_${id}`,
  workerNumber: `W-${id}`,
  region: 'DACH',
  country: 'DE',
  standardHoursPerWeek: decimal('40'),
  levels: { ABAP: 3, SCRUM: 4 },
  ...overrides,
})
const load = (id: string, hours: string, fullestWeekHours: string): WorkerLoad => ({
  workerId: `wrk_${id}`,
  hours: decimal(hours),
  fullestWeekHours: decimal(fullestWeekHours),
})
const rank = (candidates: readonly Candidate[], loads: readonly WorkerLoad[] = [], demand: Partial<StaffingDemand> = {}) =>
  rankCandidates({ ...DEMAND, ...demand }, candidates, loads, 50)

describe('rankCandidates', () => {
  it('gives 1 to whoever has the skills, the hours and the place', () => {
    expect(rank([candidate('1')])).toEqual([
      {
        workerId: 'wrk_1',
        score: '1',
        skillScore: '1',
        availabilityScore: '1',
        locationScore: '1',
        missingSkills: [],
        availableHours: '160',
        explanation:
          'Meets 2 of 2 skills. Has 160 hours free for 160 asked; the fullest week leaves 40 of the 40 that a week takes. Works in DE, in the region of the project.',
      },
    ])
  })

  it('weighs skill, availability and location as 45 to 35 to 10', () => {
    const [found] = rank(
      [candidate('1', { levels: { ABAP: 5, SCRUM: 2 }, region: 'UKI', country: 'GB' })],
      [load('1', '40', '10')],
    )

    // (0.45 * 0.75 + 0.35 * 0.75 + 0.10 * 0) / 0.90
    expect(found).toMatchObject({
      skillScore: '0.75',
      availabilityScore: '0.75',
      locationScore: '0',
      score: '0.6667',
      missingSkills: ['SCRUM'],
      availableHours: '120',
      explanation: expect.stringContaining('SCRUM is at level 2 instead of 4'),
    })
  })

  it('puts whoever could be booked as asked before everybody else, whatever their skills', () => {
    const busyExpert = candidate('1')
    const freeBeginner = candidate('2', { levels: { ABAP: 3 }, region: 'IND', country: 'IN' })
    const ranked = rank([busyExpert, freeBeginner], [load('1', '1', '1')])

    expect(ranked.map(({ workerId }) => workerId)).toEqual(['wrk_2', 'wrk_1'])
    expect(Number(ranked[1]?.score)).toBeGreaterThan(Number(ranked[0]?.score))
  })

  it('leaves out whoever has a full week, even with hours free in all others', () => {
    expect(rank([candidate('1'), candidate('2')], [load('1', '40', '40')]).map(({ workerId }) => workerId)).toEqual(['wrk_2'])
  })

  it('counts the hours of a contract, not those of a whole person', () => {
    expect(rank([candidate('1', { standardHoursPerWeek: decimal('20') })])).toMatchObject([
      { availableHours: '80', availabilityScore: '0.5' },
    ])
  })

  it('takes half a person for half of the hours of a week', () => {
    const half = { allocation: decimal('0.5'), hours: decimal('80') }

    expect(rank([candidate('1')], [load('1', '80', '20')], half)).toMatchObject([{ availabilityScore: '1' }])
    expect(rank([candidate('1')], [load('1', '80', '20.01')], half)).toMatchObject([{ availabilityScore: '0.9995' }])
  })

  it('takes two days of a week for a request of two days', () => {
    const twoDays = { startDate: dateText('2026-08-03'), endDate: dateText('2026-08-04'), hours: decimal('16') }

    expect(rank([candidate('1')], [load('1', '24', '24')], twoDays)).toMatchObject([{ availabilityScore: '1' }])
    expect(rank([candidate('1')], [load('1', '32', '32')], twoDays)).toMatchObject([{ availabilityScore: '0.5' }])
  })

  it.each([
    ['DE', '1'],
    ['AT', '0.5'],
    ['US', '0'],
  ])('knows of somebody in %s how far the place of work in Germany is', (country, score) => {
    const region = country === 'US' ? 'NA' : 'DACH'

    expect(rank([candidate('1', { country, region })], [], { country: 'DE' })).toMatchObject([{ locationScore: score }])
  })

  it('breaks ties by worker number, and gives the same order however the facts arrive', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            id: fc.integer({ min: 1, max: 99 }),
            level: fc.integer({ min: 3, max: 5 }),
            busy: fc.integer({ min: 0, max: 40 }),
          }),
        ),
        fc.infiniteStream(fc.nat()),
        (people, order) => {
          const unique = [...new Map(people.map((person) => [person.id, person])).values()]
          const candidates = unique.map(({ id, level }) => candidate(`${id}`, { levels: { ABAP: level, SCRUM: level } }))
          const loads = unique.map(({ id, busy }) => load(`${id}`, `${busy * 4}`, `${busy}`))
          const shuffled = candidates
            .map((each) => [order.next().value, each] as const)
            .toSorted(([a], [b]) => a - b)
            .map(([, each]) => each)

          expect(rank(shuffled, loads)).toEqual(rank(candidates, loads))
        },
      ),
    )
    expect(rank([candidate('3'), candidate('1'), candidate('2')]).map(({ workerId }) => workerId)).toEqual([
      'wrk_1',
      'wrk_2',
      'wrk_3',
    ])
  })
})
