import { describe, expect, it } from '@jest/globals'
import { dateText, decimal, money } from '../../../../contracts/wire/values.ts'
import type { MilestoneDraft, PhaseDraft, ProjectDraft } from '../../../../subgraphs/psa/port.ts'
import { findPlanFaults } from '../../../../subgraphs/psa/rules/project-plan.ts'
import { projectDraft } from '../project-draft.ts'

describe('findPlanFaults', () => {
  const draft = projectDraft('prj_plan')
  const faultsOf = (changed: Partial<ProjectDraft>) =>
    findPlanFaults({ ...draft, ...changed }).map((fault) => ('field' in fault ? fault.field?.join('.') : fault.code))
  const withPhase = (changed: Partial<PhaseDraft>) => ({
    phases: draft.phases.map((phase, n) => (n === 1 ? { ...phase, ...changed } : phase)),
  })
  const withMilestone = (changed: Partial<MilestoneDraft>) => ({
    milestones: draft.milestones.map((milestone, n) => (n === 0 ? { ...milestone, ...changed } : milestone)),
  })

  it('finds nothing in a sound plan', () => {
    expect(findPlanFaults(draft)).toEqual([])
  })

  it.each<[string, Partial<ProjectDraft>, readonly string[]]>([
    ['a foreign id', { id: 'acc_1' }, ['input.projectId']],
    ['a code in lower case', { code: 'plan' }, ['input.code']],
    ['a blank name', { name: ' ' }, ['input.name']],
    ['an endless name', { name: 'x'.repeat(201) }, ['input.name']],
    ['a blank practice', { practice: '' }, ['input.practice']],
    ['a template without version', { templateVersion: null }, ['input.templateVersion']],
    ['a version without template', { templateId: null }, ['input.templateVersion']],
    ['a phase that ends before it starts', withPhase({ plannedEnd: dateText('2026-08-01') }), ['input.phases.1.plannedEnd']],
    ['a phase before the project', withPhase({ plannedStart: dateText('2026-05-31') }), ['input.phases.1.plannedStart']],
    ['a phase after the project', withPhase({ plannedEnd: dateText('2027-01-01') }), ['input.phases.1.plannedEnd']],
    ['a position twice', withPhase({ order: 1 }), ['input.phases.1.order']],
    ['a position of zero', withPhase({ order: 0 }), ['input.phases.1.order']],
    ['a WBS code twice', withPhase({ wbsCode: '1.1' }), ['input.phases.1.wbsCode']],
    ['a blank WBS code', withPhase({ wbsCode: '' }), ['input.phases.1.wbsCode']],
    ['negative hours', withPhase({ plannedHours: decimal('-1') }), ['input.phases.1.plannedHours']],
    [
      'a task without name and with negative hours',
      withPhase({ tasks: [{ id: 'tsk_1', name: '', plannedHours: decimal('-0.5'), dueDate: null, billable: true }] }),
      ['input.phases.1.tasks.0.name', 'input.phases.1.tasks.0.plannedHours'],
    ],
    [
      'a milestone before the project',
      withMilestone({ plannedDate: dateText('2026-05-31') }),
      ['input.milestones.0.plannedDate'],
    ],
    ['a milestone of no phase', withMilestone({ phaseOrder: 9 }), ['input.milestones.0.phaseOrder']],
    ['a billable milestone without amount', withMilestone({ amount: null }), ['input.milestones.0.amount']],
    ['an amount that is not billable', withMilestone({ billable: false }), ['input.milestones.0.amount']],
    ['an amount of zero', withMilestone({ amount: money('0', 'EUR') }), ['input.milestones.0.amount']],
    ['a fraction of a yen', withMilestone({ amount: money('1000.5', 'JPY') }), ['input.milestones.0.amount']],
    ['a milestone id twice', withMilestone({ id: 'mil_plan2' }), ['input.milestones.1.milestoneId']],
    ['a foreign milestone id', withMilestone({ id: 'x' }), ['input.milestones.0.milestoneId']],
    ['acceptance at once', withMilestone({ deemedAcceptanceDays: 0 }), ['input.milestones.0.deemedAcceptanceDays']],
  ])('finds %s', (_, changed, fields) => {
    expect(faultsOf(changed)).toEqual(fields)
  })

  it('admits three digits where the currency has them', () => {
    expect(faultsOf(withMilestone({ amount: money('1000.125', 'BHD') }))).toEqual([])
  })

  it('admits phases without WBS code, however many', () => {
    expect(faultsOf({ phases: draft.phases.map((phase) => ({ ...phase, wbsCode: null })) })).toEqual([])
  })

  it('limits the size of a plan', () => {
    const milestones = Array.from({ length: 201 }, (_, n) => ({ ...(draft.milestones[1] as MilestoneDraft), id: `mil_${n}` }))

    expect(faultsOf({ milestones })).toEqual(['input.milestones'])
  })
})
