import { describe, expect, it } from '@jest/globals'
import { decimal } from '../../../../contracts/wire/values.ts'
import { findSkillFaults } from '../../../../subgraphs/hr/rules/worker-skill.ts'

describe('findSkillFaults', () => {
  const fieldsOf = (level: number, years: string | null) =>
    findSkillFaults({
      kind: 'upsert-skill',
      skillId: 'ABAP',
      level,
      yearsOfExperience: years === null ? null : decimal(years),
      lastUsedOn: null,
    }).map((fault) => ('field' in fault ? fault.field?.at(-1) : fault.code))

  it.each([
    [1, null, []],
    [5, '0', []],
    [3, '80', []],
    [0, null, ['level']],
    [6, null, ['level']],
    [3, '80.01', ['yearsOfExperience']],
    [-1, '-0.5', ['level', 'yearsOfExperience']],
  ])('decides on level %d with %s years', (level, years, fields) => {
    expect(fieldsOf(level, years)).toEqual(fields)
  })
})
