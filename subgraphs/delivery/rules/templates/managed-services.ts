import { dateText } from '../../../../contracts/wire/values.ts'
import { FOR_EVERYBODY, KICKOFF_BASICS, type ProjectTemplate } from './project-template.ts'
import { SKILL } from './skills.ts'

export const MANAGED_SERVICES: ProjectTemplate = {
  ...FOR_EVERYBODY,
  code: 'MSV-STD',
  publishedOn: dateText('2025-01-06'),
  name: 'Managed service with quarterly service reviews',
  serviceType: 'MANAGED_SERVICES',
  practice: 'Managed Services',
  billingFrequency: 'MONTHLY',
  phases: [
    { name: 'Transition', share: '0.15', tasks: ['Knowledge transfer', 'Service acceptance'] },
    { name: 'Operate', share: '0.85', tasks: ['Service desk', 'Continuous improvement'] },
  ],
  milestones: [
    { name: 'Transition complete', kind: 'DELIVERY', offset: '0.15', billableShare: '0' },
    { name: 'Service review 1', kind: 'GATE', offset: '0.25', billableShare: '0' },
    { name: 'Service review 2', kind: 'GATE', offset: '0.50', billableShare: '0' },
    { name: 'Service review 3', kind: 'GATE', offset: '0.75', billableShare: '0' },
    { name: 'Service review 4', kind: 'GATE', offset: '1', billableShare: '0' },
  ],
  roles: [
    {
      key: 'service-manager',
      name: 'Service manager',
      role: 'Manager',
      grade: 'G4',
      skills: [{ skillCode: SKILL.serviceDesk, minimumLevel: 3, mandatory: false }],
      share: '0.15',
      allocation: '0.5',
      mandatoryForKickoff: true,
      sourcing: 'INTERNAL',
    },
    {
      key: 'operations-engineer',
      name: 'Operations engineer',
      role: 'Senior Consultant',
      grade: 'G3',
      skills: [
        { skillCode: SKILL.cloudOperations, minimumLevel: 2, mandatory: true },
        { skillCode: SKILL.observability, minimumLevel: 2, mandatory: false },
      ],
      share: '0.35',
      allocation: '1',
      mandatoryForKickoff: true,
      sourcing: 'INTERNAL',
    },
    {
      key: 'service-desk-agent',
      name: 'Service desk agent',
      role: 'Analyst',
      grade: 'G1',
      skills: [{ skillCode: SKILL.serviceDesk, minimumLevel: 1, mandatory: true }],
      share: '0.50',
      allocation: '1',
      mandatoryForKickoff: false,
      sourcing: 'SUBCONTRACTOR',
    },
  ],
  kickoffChecklist: [...KICKOFF_BASICS, 'Service levels and their measurement agreed', 'Escalation contacts of both sides named'],
}
