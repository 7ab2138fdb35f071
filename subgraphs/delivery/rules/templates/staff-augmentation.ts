import { dateText } from '../../../../contracts/wire/values.ts'
import { FOR_EVERYBODY, KICKOFF_BASICS, type ProjectTemplate } from './project-template.ts'
import { SKILL } from './skills.ts'

/** No milestones: what is agreed is time, approved and billed by the week. */
export const STAFF_AUGMENTATION: ProjectTemplate = {
  ...FOR_EVERYBODY,
  code: 'STAFF-AUG',
  publishedOn: dateText('2025-01-06'),
  name: 'Named capacity, billed by weekly time',
  serviceType: 'STAFF_AUGMENTATION',
  practice: 'Talent Solutions',
  billingFrequency: 'WEEKLY',
  phases: [{ name: 'Delivery', share: '1', tasks: ['Client work'] }],
  milestones: [],
  roles: [
    {
      key: 'lead-specialist',
      name: 'Lead specialist',
      role: 'Senior Consultant',
      grade: 'G3',
      skills: [{ skillCode: SKILL.typescript, minimumLevel: 2, mandatory: false }],
      share: '0.50',
      allocation: '1',
      mandatoryForKickoff: true,
      sourcing: 'INTERNAL',
    },
    {
      key: 'specialist',
      name: 'Specialist',
      role: 'Consultant',
      grade: 'G2',
      skills: [{ skillCode: SKILL.typescript, minimumLevel: 1, mandatory: false }],
      share: '0.50',
      allocation: '1',
      mandatoryForKickoff: false,
      sourcing: 'SUBCONTRACTOR',
    },
  ],
  kickoffChecklist: [...KICKOFF_BASICS, 'Person of the client who approves time named'],
}
