import { dateText } from '../../../../contracts/wire/values.ts'
import { FOR_EVERYBODY, KICKOFF_BASICS, type ProjectTemplate } from './project-template.ts'
import { SKILL } from './skills.ts'

export const TRAINING: ProjectTemplate = {
  ...FOR_EVERYBODY,
  code: 'TRAIN-STD',
  publishedOn: dateText('2025-01-06'),
  name: 'Training and enablement',
  serviceType: 'TRAINING',
  practice: 'Enablement',
  phases: [
    { name: 'Prepare', share: '0.40', tasks: ['Curriculum', 'Material'] },
    { name: 'Deliver', share: '0.60', tasks: ['Courses', 'Evaluation'] },
  ],
  milestones: [
    { name: 'Curriculum approved', kind: 'DELIVERY', offset: '0.40', billableShare: '0.30' },
    { name: 'Courses delivered', kind: 'DELIVERY', offset: '1', billableShare: '0.70' },
  ],
  roles: [
    {
      key: 'training-lead',
      name: 'Training lead',
      role: 'Senior Consultant',
      grade: 'G3',
      skills: [{ skillCode: SKILL.instructionalDesign, minimumLevel: 2, mandatory: true }],
      share: '0.40',
      allocation: '0.5',
      mandatoryForKickoff: true,
      sourcing: 'INTERNAL',
    },
    {
      key: 'trainer',
      name: 'Trainer',
      role: 'Consultant',
      grade: 'G2',
      skills: [{ skillCode: SKILL.instructionalDesign, minimumLevel: 1, mandatory: false }],
      share: '0.60',
      allocation: '0.5',
      mandatoryForKickoff: false,
      sourcing: 'SUBCONTRACTOR',
    },
  ],
  kickoffChecklist: [...KICKOFF_BASICS, 'Participants and dates of the courses agreed'],
}
