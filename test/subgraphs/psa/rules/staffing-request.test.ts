import { describe, expect, it } from '@jest/globals'
import { dateText, decimal } from '../../../../contracts/wire/values.ts'
import { findRequestFaults, findRequestSetFaults } from '../../../../subgraphs/psa/rules/staffing-request.ts'
import type { SkillRequirement, StaffingRequestDraft } from '../../../../subgraphs/psa/staffing-port.ts'
import { staffingDraft } from '../calls.ts'

const skill = (changes: Partial<SkillRequirement> = {}): SkillRequirement => ({
  skillCode: 'SK-001',
  minimumLevel: 3,
  mandatory: true,
  ...changes,
})
const faultsOf = (changes: Partial<StaffingRequestDraft>) =>
  findRequestFaults(staffingDraft('stf_1', changes)).map((fault) => 'field' in fault && fault.field?.join('.'))

describe('findRequestFaults', () => {
  it.each<[string, Partial<StaffingRequestDraft>]>([
    ['one day', { startDate: dateText('2026-08-03'), endDate: dateText('2026-08-03') }],
    ['five years', { startDate: dateText('2026-08-03'), endDate: dateText('2031-08-03') }],
    ['two persons in one', { allocation: decimal('2') }],
    ['a quarter of an hour', { hours: decimal('0.25'), allocation: decimal('0.01') }],
    ['no skill', { requiredSkills: [] }],
    ['a grade', { grade: 'Senior' }],
  ])('takes %s', (_, changes) => {
    expect(faultsOf(changes)).toEqual([])
  })

  it.each<[string, Partial<StaffingRequestDraft>, string]>([
    ['a blank role', { role: ' ' }, 'input.role'],
    ['a role of 201 characters', { role: 'x'.repeat(201) }, 'input.role'],
    ['a blank grade', { grade: '' }, 'input.grade'],
    ['an end before the start', { endDate: dateText('2026-08-02') }, 'input.endDate'],
    ['more than five years', { endDate: dateText('2031-08-04') }, 'input.endDate'],
    ['no hours', { hours: decimal('0') }, 'input.hours'],
    ['thousandths of hours', { hours: decimal('1.001') }, 'input.hours'],
    ['no share', { allocation: decimal('0') }, 'input.allocation'],
    ['more than two persons', { allocation: decimal('2.01') }, 'input.allocation'],
    ['a level of 0', { requiredSkills: [skill({ minimumLevel: 0 })] }, 'input.requiredSkills.0.minimumLevel'],
    ['a level of 6', { requiredSkills: [skill({ minimumLevel: 6 })] }, 'input.requiredSkills.0.minimumLevel'],
    ['a skill twice', { requiredSkills: [skill(), skill()] }, 'input.requiredSkills.1.skillCode'],
    [
      '21 skills',
      { requiredSkills: Array.from({ length: 21 }, (_, n) => skill({ skillCode: `SK-${n}` })) },
      'input.requiredSkills',
    ],
  ])('refuses %s', (_, changes, field) => {
    expect(faultsOf(changes)).toEqual([field])
  })
})

describe('findRequestSetFaults', () => {
  const set = (length: number) => Array.from({ length }, (_, n) => staffingDraft(`stf_${n}`))

  it('takes 1 to 100 requests', () => {
    expect([set(1), set(100)].flatMap(findRequestSetFaults)).toEqual([])
    expect([set(0), set(101)].map(findRequestSetFaults)).toMatchObject([
      [{ rule: 'PSA-STAFFING-COUNT' }],
      [{ rule: 'PSA-STAFFING-COUNT' }],
    ])
  })

  it('names each fault by the position of its request', () => {
    const faults = findRequestSetFaults([staffingDraft('stf_1'), staffingDraft('stf_1', { role: '' }), staffingDraft('prj_2')])

    expect(faults.map((fault) => 'field' in fault && fault.field?.join('.'))).toEqual([
      'input.requests.1.staffingRequestId',
      'input.requests.1.role',
      'input.requests.2.staffingRequestId',
    ])
  })
})
