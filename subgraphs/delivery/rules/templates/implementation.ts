import { dateText } from '../../../../contracts/wire/values.ts'
import { FOR_EVERYBODY, KICKOFF_BASICS, type ProjectTemplate, type TemplatePhase, type TemplateRole } from './project-template.ts'
import { SKILL } from './skills.ts'

const SHARED = {
  ...FOR_EVERYBODY,
  publishedOn: dateText('2025-01-06'),
  serviceType: 'SOFTWARE_IMPLEMENTATION',
  practice: 'Enterprise Applications',
} as const

const PHASES: readonly TemplatePhase[] = [
  { name: 'Mobilise', share: '0.10', tasks: ['Project charter', 'Environment access'] },
  { name: 'Design', share: '0.25', tasks: ['Process workshops', 'Solution design'] },
  { name: 'Build', share: '0.35', tasks: ['Configuration', 'Integrations', 'Data migration'] },
  { name: 'Test', share: '0.20', tasks: ['System test', 'User acceptance test'] },
  { name: 'Deploy', share: '0.10', tasks: ['Cut-over', 'Hypercare'] },
]

const lead = (share: string, allocation: string): TemplateRole => ({
  key: 'project-lead',
  name: 'Project lead',
  role: 'Manager',
  grade: 'G4',
  skills: [{ skillCode: SKILL.erpFinance, minimumLevel: 3, mandatory: false }],
  share,
  allocation,
  mandatoryForKickoff: true,
  sourcing: 'INTERNAL',
})
const functionalConsultant = (share: string): TemplateRole => ({
  key: 'functional-consultant',
  name: 'Functional consultant',
  role: 'Consultant',
  grade: 'G2',
  skills: [
    { skillCode: SKILL.erpFinance, minimumLevel: 2, mandatory: true },
    { skillCode: SKILL.erpSupplyChain, minimumLevel: 2, mandatory: false },
  ],
  share,
  allocation: '1',
  mandatoryForKickoff: true,
  sourcing: 'INTERNAL',
})
const migrationSpecialist = (share: string): TemplateRole => ({
  key: 'migration-specialist',
  name: 'Data migration specialist',
  role: 'Consultant',
  grade: 'G2',
  skills: [{ skillCode: SKILL.dataMigration, minimumLevel: 2, mandatory: true }],
  share,
  allocation: '0.5',
  mandatoryForKickoff: false,
  sourcing: 'SUBCONTRACTOR',
})
const architect = (share: string): TemplateRole => ({
  key: 'solution-architect',
  name: 'Solution architect',
  role: 'Senior Consultant',
  grade: 'G3',
  skills: [{ skillCode: SKILL.erpFinance, minimumLevel: 3, mandatory: true }],
  share,
  allocation: '0.5',
  mandatoryForKickoff: true,
  sourcing: 'INTERNAL',
})
const testAnalyst = (share: string): TemplateRole => ({
  key: 'test-analyst',
  name: 'Test analyst',
  role: 'Analyst',
  grade: 'G1',
  skills: [{ skillCode: SKILL.testAutomation, minimumLevel: 1, mandatory: false }],
  share,
  allocation: '0.5',
  mandatoryForKickoff: false,
  sourcing: 'INTERNAL',
})

const CHECKLIST = [...KICKOFF_BASICS, 'Access to the environments of the client', 'Key users of the client named'] as const

export const IMPLEMENTATION_TEMPLATES: readonly ProjectTemplate[] = [
  {
    ...SHARED,
    code: 'IMPL-LITE',
    name: 'Small software implementation',
    valueBelow: '150000',
    phases: [
      { name: 'Design', share: '0.25', tasks: ['Fit-gap workshop'] },
      { name: 'Build', share: '0.50', tasks: ['Configuration', 'Data migration'] },
      { name: 'Deploy', share: '0.25', tasks: ['User acceptance test', 'Cut-over'] },
    ],
    milestones: [
      { name: 'Design approved', kind: 'DELIVERY', offset: '0.25', billableShare: '0.40' },
      { name: 'Go-live', kind: 'GO_LIVE', offset: '1', billableShare: '0.60' },
    ],
    roles: [lead('0.20', '0.25'), functionalConsultant('0.60'), migrationSpecialist('0.20')],
    kickoffChecklist: CHECKLIST,
  },
  {
    ...SHARED,
    code: 'IMPL-STD',
    name: 'Software implementation',
    valueFrom: '150000',
    valueBelow: '1000000',
    phases: PHASES,
    milestones: [
      { name: 'Design approved', kind: 'DELIVERY', offset: '0.35', billableShare: '0.30' },
      { name: 'Build complete', kind: 'DELIVERY', offset: '0.70', billableShare: '0.30' },
      { name: 'Acceptance test passed', kind: 'DELIVERY', offset: '0.90', billableShare: '0.20' },
      { name: 'Go-live', kind: 'GO_LIVE', offset: '1', billableShare: '0.20' },
    ],
    roles: [
      lead('0.15', '0.5'),
      architect('0.15'),
      functionalConsultant('0.40'),
      migrationSpecialist('0.15'),
      testAnalyst('0.15'),
    ],
    kickoffChecklist: CHECKLIST,
  },
  {
    ...SHARED,
    code: 'IMPL-ENT',
    name: 'Enterprise software implementation with steering gates',
    valueFrom: '1000000',
    phases: PHASES,
    milestones: [
      { name: 'Steering gate: mobilised', kind: 'GATE', offset: '0.10', billableShare: '0.10' },
      { name: 'Design approved', kind: 'DELIVERY', offset: '0.35', billableShare: '0.25' },
      { name: 'Steering gate: build complete', kind: 'GATE', offset: '0.70', billableShare: '0.25' },
      { name: 'Acceptance test passed', kind: 'DELIVERY', offset: '0.90', billableShare: '0.20' },
      { name: 'Go-live', kind: 'GO_LIVE', offset: '1', billableShare: '0.20' },
    ],
    roles: [
      {
        key: 'engagement-principal',
        name: 'Engagement principal',
        role: 'Principal',
        grade: 'G5',
        skills: [{ skillCode: SKILL.operatingModel, minimumLevel: 3, mandatory: false }],
        share: '0.05',
        allocation: '0.2',
        mandatoryForKickoff: true,
        sourcing: 'INTERNAL',
      },
      lead('0.10', '1'),
      architect('0.15'),
      functionalConsultant('0.40'),
      migrationSpecialist('0.15'),
      testAnalyst('0.15'),
    ],
    kickoffChecklist: [...CHECKLIST, 'Steering committee appointed, with its dates'],
  },
]
