import { idFor } from '../../../contracts/wire/ids.ts'
import type { Money } from '../../../contracts/wire/values.ts'
import { type Day, day, TODAY, workdayFrom } from '../calendar.ts'
import { apportion } from '../distribute.ts'
import { drawsOf } from '../random.ts'
import type { SeedCounts } from '../sizes.ts'
import { HALF_WAY_FAILURE, strayMilestoneId } from '../stories/s-7.ts'
import type { Engagement } from './engagement.ts'
import type { ProjectFacts } from './projects.ts'

export type MilestoneStatus = 'PLANNED' | 'IN_PROGRESS' | 'AT_RISK' | 'COMPLETED' | 'SUBMITTED' | 'ACCEPTED' | 'CANCELLED'

export interface MilestoneFacts {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly baseline: Day
  readonly planned: Day
  readonly forecast: Day | null
  readonly amount: Money | null
  readonly status: MilestoneStatus
  readonly acceptedOn: Day | null
  readonly slips: number
}

/**
 * Work packages that the project manager added to each plan: the whole number of milestones of the size, less those of the
 * plans and the strays of S-7, shared out so that a project has one and a Poisson number of milestones.
 */
export function workPackages(
  counts: SeedCounts,
  projects: readonly ProjectFacts[],
  planned: readonly number[],
): readonly number[] {
  const present = planned.reduce((total, each) => total + each, HALF_WAY_FAILURE.opportunityIds.length)
  const missing = Math.max(0, counts.milestones - present)
  return apportion(
    missing,
    projects.map(({ index }, position) =>
      Math.max(0.2, 1 + drawsOf('project', index).poisson('milestones', 5) - (planned[position] ?? 0)),
    ),
  )
}

/** Milestones of one project as they stand today. */
export function createMilestones(project: ProjectFacts, { plan }: Engagement, packages: number): readonly MilestoneFacts[] {
  const { id, index, sale } = project
  const planned = plan.milestones.map((milestone) => ({ ...milestone, due: day(milestone.plannedDate) }))
  const added = Array.from({ length: packages }, (_, index) => ({
    id: idFor('Milestone', id, `work package ${index + 1}`),
    name: `Work package ${index + 1} accepted`,
    kind: 'DELIVERY',
    amount: null,
    due: workdayFrom(sale.start + Math.round(((sale.end - sale.start) * (index + 1)) / (packages + 1))),
  }))
  const strays = (index === 1 ? HALF_WAY_FAILURE.opportunityIds : []).map((opportunityId, position) => ({
    id: strayMilestoneId(opportunityId),
    name: `Imported milestone ${position + 1}`,
    kind: 'DELIVERY',
    amount: null,
    due: workdayFrom(sale.end),
  }))
  const all = [...planned, ...added, ...strays].sort((a, b) => a.due - b.due || (a.id < b.id ? -1 : 1))
  const next = all.find(({ due }) => due > TODAY)
  return all.map(({ id: milestoneId, name, kind, amount, due }) => {
    const draws = drawsOf('milestone', milestoneId)
    const slips = draws.chance('slip', 0.18) ? 1 : 0
    const target = slips === 0 ? due : workdayFrom(due + 1 + draws.poisson('delay', 5))
    const status = statusOf(project, target, milestoneId === next?.id, draws.unit('status'))
    const acceptedOn = status === 'ACCEPTED' ? Math.min(TODAY - 2, workdayFrom(target + draws.int('acceptance', 1, 9))) : null
    return {
      id: milestoneId,
      name,
      kind,
      amount,
      status,
      slips,
      acceptedOn,
      baseline: due,
      planned: target,
      forecast: status === 'AT_RISK' ? target + 4 + draws.poisson('forecast', 5) : null,
    }
  })
}

function statusOf({ status }: ProjectFacts, target: Day, isNext: boolean, chance: number): MilestoneStatus {
  switch (status) {
    case 'PLANNED':
    case 'MOBILISING':
      return 'PLANNED'
    case 'CANCELLED':
      return 'CANCELLED'
    case 'COMPLETED':
    case 'CLOSED':
      return 'ACCEPTED'
    case 'ON_HOLD':
      return target < TODAY - 12 ? 'ACCEPTED' : 'PLANNED'
    case 'IN_PROGRESS':
      if (target < TODAY - 12) return 'ACCEPTED'
      if (target <= TODAY) return chance < 0.5 ? 'SUBMITTED' : chance < 0.8 ? 'COMPLETED' : 'AT_RISK'
      if (!isNext) return 'PLANNED'
      return chance < 0.15 ? 'AT_RISK' : 'IN_PROGRESS'
  }
}
