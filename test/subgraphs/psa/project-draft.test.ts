import { describe, expect, it } from '@jest/globals'
import { dateText, decimal } from '../../../contracts/wire/values.ts'
import { toProjectDraft } from '../../../subgraphs/psa/project-draft.ts'
import type { CreatePsaProjectInput } from '../../../subgraphs/psa/schema.generated.ts'

describe('toProjectDraft', () => {
  it('gives the same ids to the same input, and different ids to every record', () => {
    const [draft, again] = [toProjectDraft(INPUT), toProjectDraft({ ...INPUT, idempotencyKey: 'another' })]
    const ids = [
      ...draft.phases.flatMap(({ id, tasks }) => [id, ...tasks.map((task) => task.id)]),
      ...draft.milestones.map(({ id }) => id),
    ]

    expect(again).toEqual(draft)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain('mil_issued')
  })

  it('gives other ids to another project', () => {
    const other = toProjectDraft({ ...INPUT, projectId: 'prj_other' })

    expect(other.phases[0]?.id).not.toBe(toProjectDraft(INPUT).phases[0]?.id)
  })

  it('knows what was left out', () => {
    const { phases, milestones, description, templateId, resellerAccountId } = toProjectDraft(INPUT)

    expect([description, templateId, resellerAccountId]).toEqual([null, null, null])
    expect(phases[1]).toMatchObject({ wbsCode: null, tasks: [] })
    expect(phases[0]?.tasks[0]).toMatchObject({ billable: true, dueDate: null })
    expect(milestones[0]).toMatchObject({ billable: false, amount: null, acceptanceCriteria: [], phaseOrder: null })
  })
})

const PHASE = { plannedStart: dateText('2026-06-01'), plannedEnd: dateText('2026-06-30'), plannedHours: decimal('8') }
const TASK = { name: 'Task', plannedHours: decimal('4') }
const INPUT: CreatePsaProjectInput = {
  idempotencyKey: 'k',
  projectId: 'prj_one',
  code: 'ONE',
  name: 'One',
  accountId: 'acc_one',
  serviceType: 'TRAINING',
  pricingModel: 'FIXED_FEE',
  region: 'UKI',
  practice: 'Training',
  plannedStart: dateText('2026-06-01'),
  plannedEnd: dateText('2026-06-30'),
  phases: [
    { ...PHASE, name: 'First', order: 1, wbsCode: '1', tasks: [TASK, TASK] },
    { ...PHASE, name: 'Second', order: 2 },
  ],
  milestones: [
    { name: 'Start', kind: 'GATE', plannedDate: dateText('2026-06-01') },
    { name: 'End', kind: 'CLOSURE', plannedDate: dateText('2026-06-30'), milestoneId: 'mil_issued' },
  ],
}
