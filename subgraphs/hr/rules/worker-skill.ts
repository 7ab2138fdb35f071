import { Decimal } from 'decimal.js'
import type { WriteError } from '../../shared/port.ts'
import type { WorkerAction } from '../port.ts'

/** What is wrong with a skill as such, without looking at the worker or the catalogue. */
export function findSkillFaults({ level, yearsOfExperience }: WorkerAction): readonly WriteError[] {
  return [
    ...(level >= 1 && level <= 5 ? [] : [fault('level', 'HR-SKILL-LEVEL', 'The level is 1 to 5.')]),
    ...(yearsOfExperience === null || isCareer(yearsOfExperience)
      ? []
      : [fault('yearsOfExperience', 'HR-SKILL-YEARS', 'Years of practice are 0 to 80.')]),
  ]
}

function isCareer(years: string): boolean {
  const value = new Decimal(years)
  return !value.isNegative() && value.lessThanOrEqualTo(80)
}

function fault(field: string, rule: string, message: string): WriteError {
  return { code: 'VALIDATION_FAILED', message, field: ['input', field], rule }
}
