import { dateText } from '../../../../contracts/wire/values.ts'
import { FOR_EVERYBODY, KICKOFF_BASICS, type ProjectTemplate } from './project-template.ts'
import { SKILL } from './skills.ts'

export const DEVELOPMENT: ProjectTemplate = {
  ...FOR_EVERYBODY,
  code: 'DEV-AGILE',
  publishedOn: dateText('2025-01-06'),
  name: 'Bespoke development in sprints',
  serviceType: 'CUSTOM_DEVELOPMENT',
  practice: 'Digital Engineering',
  phases: [
    { name: 'Inception', share: '0.15', tasks: ['Story map', 'Architecture'] },
    { name: 'Sprints', share: '0.70', tasks: ['Development', 'Automated tests', 'Reviews'] },
    { name: 'Release', share: '0.15', tasks: ['Hardening', 'Handover'] },
  ],
  milestones: [
    { name: 'Increment 1 accepted', kind: 'DELIVERY', offset: '0.32', billableShare: '0.20' },
    { name: 'Increment 2 accepted', kind: 'DELIVERY', offset: '0.50', billableShare: '0.20' },
    { name: 'Increment 3 accepted', kind: 'DELIVERY', offset: '0.67', billableShare: '0.20' },
    { name: 'Increment 4 accepted', kind: 'DELIVERY', offset: '0.85', billableShare: '0.20' },
    { name: 'Release accepted', kind: 'GO_LIVE', offset: '1', billableShare: '0.20' },
  ],
  roles: [
    {
      key: 'product-lead',
      name: 'Product lead',
      role: 'Manager',
      grade: 'G4',
      skills: [{ skillCode: SKILL.businessCase, minimumLevel: 2, mandatory: false }],
      share: '0.15',
      allocation: '0.5',
      mandatoryForKickoff: true,
      sourcing: 'INTERNAL',
    },
    {
      key: 'lead-engineer',
      name: 'Lead engineer',
      role: 'Senior Consultant',
      grade: 'G3',
      skills: [
        { skillCode: SKILL.typescript, minimumLevel: 3, mandatory: true },
        { skillCode: SKILL.postgresql, minimumLevel: 2, mandatory: false },
      ],
      share: '0.25',
      allocation: '1',
      mandatoryForKickoff: true,
      sourcing: 'INTERNAL',
    },
    {
      key: 'engineer',
      name: 'Engineer',
      role: 'Consultant',
      grade: 'G2',
      skills: [{ skillCode: SKILL.typescript, minimumLevel: 2, mandatory: true }],
      share: '0.45',
      allocation: '1',
      mandatoryForKickoff: false,
      sourcing: 'SUBCONTRACTOR',
    },
    {
      key: 'test-engineer',
      name: 'Test engineer',
      role: 'Analyst',
      grade: 'G1',
      skills: [{ skillCode: SKILL.testAutomation, minimumLevel: 2, mandatory: false }],
      share: '0.15',
      allocation: '0.5',
      mandatoryForKickoff: false,
      sourcing: 'INTERNAL',
    },
  ],
  kickoffChecklist: [...KICKOFF_BASICS, 'Product owner of the client named', 'Definition of done agreed'],
}
