import { dateText } from '../../../../contracts/wire/values.ts'
import { FOR_EVERYBODY, KICKOFF_BASICS, type ProjectTemplate } from './project-template.ts'
import { SKILL } from './skills.ts'

export const ADVISORY: ProjectTemplate = {
  ...FOR_EVERYBODY,
  code: 'ADV-STD',
  publishedOn: dateText('2025-01-06'),
  name: 'Advisory engagement',
  serviceType: 'STRATEGIC_ADVISORY',
  practice: 'Advisory',
  phases: [
    { name: 'Diagnose', share: '0.30', tasks: ['Interviews', 'Data analysis'] },
    { name: 'Develop', share: '0.45', tasks: ['Options', 'Business case'] },
    { name: 'Recommend', share: '0.25', tasks: ['Road map', 'Board paper'] },
  ],
  milestones: [
    { name: 'Findings presented', kind: 'DELIVERY', offset: '0.30', billableShare: '0.30' },
    { name: 'Options presented', kind: 'DELIVERY', offset: '0.75', billableShare: '0.40' },
    { name: 'Recommendation accepted', kind: 'DELIVERY', offset: '1', billableShare: '0.30' },
  ],
  roles: [
    {
      key: 'engagement-principal',
      name: 'Engagement principal',
      role: 'Principal',
      grade: 'G5',
      skills: [{ skillCode: SKILL.operatingModel, minimumLevel: 3, mandatory: false }],
      share: '0.20',
      allocation: '0.4',
      mandatoryForKickoff: true,
      sourcing: 'INTERNAL',
    },
    {
      key: 'strategy-consultant',
      name: 'Strategy consultant',
      role: 'Senior Consultant',
      grade: 'G3',
      skills: [{ skillCode: SKILL.businessCase, minimumLevel: 2, mandatory: true }],
      share: '0.50',
      allocation: '1',
      mandatoryForKickoff: true,
      sourcing: 'INTERNAL',
    },
    {
      key: 'industry-analyst',
      name: 'Industry analyst',
      role: 'Analyst',
      grade: 'G1',
      skills: [{ skillCode: SKILL.businessCase, minimumLevel: 1, mandatory: false }],
      share: '0.30',
      allocation: '0.6',
      mandatoryForKickoff: false,
      sourcing: 'SUBCONTRACTOR',
    },
  ],
  kickoffChecklist: [...KICKOFF_BASICS, 'Sponsor and interview partners named', 'Data request sent to the client'],
}
