import { type DateText, dateText, decimal, money } from '../../../contracts/wire/values.ts'
import type { ProjectDraft } from '../../../subgraphs/psa/port.ts'

const on = (text: string): DateText => dateText(text)

/** A sound plan with two phases, three tasks and two milestones. */
export function projectDraft(id: string, overrides: Partial<ProjectDraft> = {}): ProjectDraft {
  const suffix = id.replace('prj_', '')
  return {
    id,
    code: suffix.toUpperCase(),
    name: 'ERP implementation',
    description: null,
    accountId: 'acc_one',
    resellerAccountId: 'acc_sold',
    serviceType: 'SOFTWARE_IMPLEMENTATION',
    pricingModel: 'MILESTONE',
    region: 'DACH',
    practice: 'ERP',
    projectManagerId: 'wrk_pm',
    templateId: 'tpl_implstd',
    templateVersion: 3,
    plannedStart: on('2026-06-01'),
    plannedEnd: on('2026-12-31'),
    phases: [
      {
        id: `pha_${suffix}1`,
        name: 'Design',
        order: 1,
        plannedStart: on('2026-06-01'),
        plannedEnd: on('2026-08-31'),
        plannedHours: decimal('40.50'),
        wbsCode: '1.1',
        tasks: [
          { id: `tsk_${suffix}1`, name: 'Workshops', plannedHours: decimal('30'), dueDate: on('2026-07-31'), billable: true },
          { id: `tsk_${suffix}2`, name: 'Internal review', plannedHours: decimal('10.50'), dueDate: null, billable: false },
        ],
      },
      {
        id: `pha_${suffix}2`,
        name: 'Build',
        order: 2,
        plannedStart: on('2026-09-01'),
        plannedEnd: on('2026-12-31'),
        plannedHours: decimal('159.25'),
        wbsCode: '1.2',
        tasks: [{ id: `tsk_${suffix}3`, name: 'Configuration', plannedHours: decimal('159.25'), dueDate: null, billable: true }],
      },
    ],
    milestones: [
      {
        id: `mil_${suffix}1`,
        name: 'Design accepted',
        description: 'Signed design document',
        kind: 'DELIVERY',
        plannedDate: on('2026-08-31'),
        phaseOrder: 1,
        billable: true,
        amount: money('48000.50', 'EUR'),
        acceptanceCriteria: ['Signed by the sponsor'],
        deemedAcceptanceDays: 10,
      },
      {
        id: `mil_${suffix}2`,
        name: 'Steering gate',
        description: null,
        kind: 'GATE',
        plannedDate: on('2026-09-15'),
        phaseOrder: null,
        billable: false,
        amount: null,
        acceptanceCriteria: [],
        deemedAcceptanceDays: null,
      },
    ],
    ...overrides,
  }
}
