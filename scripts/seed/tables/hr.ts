import { text } from '../amounts.ts'
import { dateOf, TODAY } from '../calendar.ts'
import type { Row } from '../load-rows.ts'
import { SKILL_LEVELS, SKILL_TOPICS } from '../model/names.ts'
import type { WorkerFacts } from '../model/workers.ts'
import { drawsOf } from '../random.ts'
import { FOUNDED, stamps } from './stamps.ts'

export function workerRow(worker: WorkerFacts): Row {
  const { draws, entity, kind, givenName, familyName, index } = worker
  const mailName = `${givenName}.${familyName}`.toLowerCase()
  const isContractor = kind === 'CONTRACTOR'
  return {
    id: worker.id,
    worker_number: `W-${String(index).padStart(5, '0')}`,
    kind,
    status: worker.status,
    display_name: `${givenName} ${familyName}`,
    given_name: givenName,
    family_name: familyName,
    work_email: `${mailName}.${index}@halden.example`,
    work_phone: `+99${String(2_000_000 + index)}`,
    personal_email: `${mailName}.${index}@mail.example`,
    date_of_birth: dateOf(draws.int('birth', -4_000, 11_500)),
    nationality: entity.country,
    national_id_last4: String(draws.int('national id', 0, 9_999)).padStart(4, '0'),
    job_title: worker.jobTitle,
    grade: worker.role.grade,
    practice: worker.practice,
    department: worker.department,
    legal_entity_id: entity.id,
    supplier_id: worker.supplierId,
    region: worker.region,
    country: entity.country,
    location: entity.city,
    time_zone: entity.timeZone,
    manager_id: worker.managerId,
    hire_date: dateOf(worker.hiredOn),
    termination_date: worker.terminatedOn === null ? null : dateOf(worker.terminatedOn),
    fte: '1',
    standard_hours_per_week: '40',
    target_utilization: (draws.int('utilisation', 65, 80) / 100).toFixed(2),
    languages: LANGUAGES[entity.country] ?? ['en'],
    work_authorizations: [entity.country],
    // About half of the loaded cost of 1,700 hours is salary.
    annual_salary: isContractor ? null : text(Math.round((worker.costMinor * 1700 * 0.55) / 100_000) * 100_000),
    salary_currency: isContractor ? null : entity.currency,
    ...stamps(FOUNDED),
  }
}

const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  DE: ['de', 'en'],
  BR: ['pt-BR', 'en'],
  IN: ['en-IN', 'hi'],
  SG: ['en', 'zh'],
}

/** Cost of an hour: one rate from the first day, and from this year on a higher one. */
export function costRateRows({ id, costMinor, entity, hiredOn }: WorkerFacts): readonly Row[] {
  const rate = (validFrom: string, amountMinor: number) => ({
    worker_id: id,
    valid_from: validFrom,
    amount: text(amountMinor),
    currency: entity.currency,
  })
  return [rate(dateOf(hiredOn), Math.round(costMinor * 0.96)), rate('2026-01-01', costMinor)]
}

export const skillCode = (index: number): string => `SK-${String(index).padStart(3, '0')}`

export function skillRow(index: number): Row {
  const [topic, category] = SKILL_TOPICS[(index - 1) % SKILL_TOPICS.length] as readonly [string, string]
  const round = Math.floor((index - 1) / SKILL_TOPICS.length)
  const level = SKILL_LEVELS[round % SKILL_LEVELS.length]
  const edition = Math.floor(round / SKILL_LEVELS.length)
  return {
    id: skillCode(index),
    name: `${topic}: ${level}${edition === 0 ? '' : ` ${edition + 1}`}`,
    category,
    description: null,
    ...stamps(FOUNDED),
  }
}

/** Whoever delivers knows the trade of the practice, two topics of it, and something else besides. */
export function workerSkillRows({ id, draws, practice, isBillable }: WorkerFacts, skills: number): readonly Row[] {
  const topics = SKILL_TOPICS.flatMap(([, category], index) => (isBillable && category === practice ? [index + 1] : []))
  const trade = topics.length === 0 ? [] : [1, 2].map((turn) => draws.pick(`trade ${turn}`, topics))
  const others = Array.from({ length: draws.int('skills', 3, 6) }, (_, turn) => draws.int(`skill ${turn}`, 1, skills))
  return [...new Set([...trade, ...others])].map((code) => {
    const own = drawsOf('worker skill', `${id} ${code}`)
    const level = own.int('level', trade.includes(code) ? 2 : 1, 5)
    return {
      id: `${id}:${skillCode(code)}`,
      worker_id: id,
      skill_id: skillCode(code),
      level,
      years_of_experience: String(level * 2 - own.int('years', 0, 1)),
      last_used_on: dateOf(TODAY - own.int('used', 10, 700)),
      endorsed: level >= 4,
      ...stamps(FOUNDED),
    }
  })
}
