import type { Row } from '../../../scripts/seed/load-rows.ts'

/** How many workers without anything special there are, each with two skills and a cost rate. */
export const MANY = 50

/** The records that every adapter of HR is tested on. Columns are those of schema `hr`. */
export function hrFixture(count = MANY): Readonly<Record<string, readonly Row[]>> {
  const many = Array.from({ length: count }, (_, n) => n)
  return {
    'hr.skill': [
      skill('ABAP', { category: 'TECHNOLOGY' }),
      skill('SAP-FI', { name: 'Finance', description: 'Financial accounting' }),
      skill('SAP-MM', { name: 'Materials' }),
      skill('SAP_100%', { name: 'Percent' }),
      skill('SCRUM', { category: 'METHOD' }),
    ],
    'hr.worker': [
      worker('wrk_boss', { display_name: 'Ada Stern', manager_id: null, grade: 'G9' }),
      worker('wrk_leave', { display_name: 'Bo Lind', status: 'ON_LEAVE', region: 'UKI' }),
      worker('wrk_contractor', { ...CONTRACTOR, display_name: 'Cy Roy', region: 'IND', country: 'IN' }),
      worker('wrk_tester', { display_name: 'Di Fox' }),
      ...many.map((n) => worker(`wrk_many${n}`, { display_name: `Many ${n % 2}` })),
    ],
    'hr.worker_skill': [
      workerSkill('wrk_tester', 'ABAP', { level: 3, endorsed: true, years_of_experience: '4.5', last_used_on: '2026-01-31' }),
      workerSkill('wrk_tester', 'SCRUM', { level: 2 }),
      ...many.flatMap((n) => [
        workerSkill(`wrk_many${n}`, 'SAP-FI', { level: (n % 5) + 1 }),
        workerSkill(`wrk_many${n}`, 'ABAP', { level: 2 }),
      ]),
    ],
    'hr.cost_rate': [
      costRate('wrk_tester', '2024-01-01', '80.00'),
      costRate('wrk_tester', '2026-01-01', '85.50'),
      costRate('wrk_tester', '2099-01-01', '99.00'),
      costRate('wrk_boss', '2099-01-01', '200.00'),
      ...many.map((n) => costRate(`wrk_many${n}`, '2025-01-01', `${50 + n}.00`)),
    ],
  }
}

export function skill(id: string, overrides: Row): Row {
  return { id, name: id, category: 'ERP', description: null, ...overrides }
}

export function worker(id: string, overrides: Row): Row {
  return {
    id,
    worker_number: id.toUpperCase().replace('_', '-'),
    kind: 'EMPLOYEE',
    status: 'ACTIVE',
    display_name: 'Kim Lind',
    given_name: 'Kimberly',
    family_name: 'Lind',
    work_email: 'kim@firm.example',
    work_phone: '+49 30 000',
    personal_email: 'kim@home.example',
    date_of_birth: '1990-02-28',
    nationality: 'DE',
    national_id_last4: '0001',
    job_title: 'Consultant',
    grade: 'G4',
    practice: 'ERP',
    department: 'Delivery',
    legal_entity_id: 'len_de01',
    supplier_id: null,
    region: 'DACH',
    country: 'DE',
    location: 'Berlin',
    time_zone: 'Europe/Berlin',
    manager_id: 'wrk_boss',
    hire_date: '2020-01-01',
    termination_date: null,
    fte: '1',
    standard_hours_per_week: '40',
    target_utilization: '0.75',
    languages: ['de', 'en'],
    work_authorizations: ['DE'],
    annual_salary: '72000.00',
    salary_currency: 'EUR',
    // Different for most ids, alike for some, so that an order by it has ties.
    updated_at: `2026-05-${`${id.length}`.padStart(2, '0')}T09:00:00Z`,
    ...overrides,
  }
}

const CONTRACTOR: Row = { kind: 'CONTRACTOR', supplier_id: 'sup_one', annual_salary: null, salary_currency: null, location: null }

export function workerSkill(workerId: string, skillId: string, overrides: Row): Row {
  return {
    id: `${workerId}:${skillId}`,
    worker_id: workerId,
    skill_id: skillId,
    level: 1,
    endorsed: false,
    years_of_experience: null,
    last_used_on: null,
    ...overrides,
  }
}

function costRate(workerId: string, validFrom: string, amount: string): Row {
  return { worker_id: workerId, valid_from: validFrom, amount, currency: 'EUR' }
}
