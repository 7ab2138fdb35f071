import { groupBy } from './distribute.ts'
import { type AccountFacts, createAccounts } from './model/accounts.ts'
import { createEngagement, type Engagement } from './model/engagement.ts'
import { workPackages } from './model/milestones.ts'
import { createProjects, type ProjectFacts } from './model/projects.ts'
import { type OrderPlan, planOrders } from './model/purchasing.ts'
import { createStaffing, type StaffingFacts } from './model/staffing.ts'
import { createSuppliers, type SupplierFacts } from './model/suppliers.ts'
import { type AssignmentFacts, createAssignments } from './model/team.ts'
import { weeksOf } from './model/time.ts'
import { createWorkers, type WorkerFacts } from './model/workers.ts'
import type { SeedCounts } from './sizes.ts'

/** Everything that is decided once for the whole firm; the records of single projects follow from it. */
export interface World {
  readonly counts: SeedCounts
  readonly accounts: readonly AccountFacts[]
  readonly workers: readonly WorkerFacts[]
  readonly suppliers: readonly SupplierFacts[]
  readonly projects: readonly ProjectPlan[]
}

/** A project with what was planned for it. */
export interface ProjectPlan {
  readonly project: ProjectFacts
  readonly engagement: Engagement
  readonly workPackages: number
  readonly team: readonly { readonly assignment: AssignmentFacts; readonly weeks: number; readonly firstCard: number }[]
  readonly requests: readonly StaffingFacts[]
  readonly orders: readonly OrderPlan[]
  /** Position among the projects of its entity. */
  readonly numberInEntity: number
}

export function createWorld(counts: SeedCounts): World {
  const accounts = createAccounts(counts)
  const workers = createWorkers(counts)
  const managers = workers.filter(
    ({ role, status, isBillable, kind }) => isBillable && kind === 'EMPLOYEE' && status === 'ACTIVE' && role.factor >= 1.5,
  )
  const projects = createProjects(
    counts,
    accounts,
    managers.map(({ id }) => id),
  )
  const engagements = projects.map(createEngagement)
  const packages = workPackages(
    counts,
    projects,
    engagements.map(({ plan }) => plan.milestones.length),
  )
  const assignments = createAssignments(counts, projects, workers)
  const weeks = weeksOf(counts, assignments)
  let card = 1
  const seats = assignments.map((assignment, index) => {
    const own = { assignment, weeks: weeks[index] ?? 0, firstCard: card }
    card += own.weeks
    return own
  })
  const teamOf = groupBy(seats, ({ assignment }) => assignment.project.id)
  const requestsOf = groupBy(createStaffing(counts, projects, assignments, workers), ({ project }) => project.id)
  const ordersOf = groupBy(planOrders(counts, projects, assignments), ({ project }) => project.id)
  const perEntity = new Map<string, number>()
  return {
    counts,
    accounts,
    workers,
    suppliers: createSuppliers(counts),
    projects: projects.map((project, index) => {
      const numberInEntity = (perEntity.get(project.sale.entity.code) ?? 0) + 1
      perEntity.set(project.sale.entity.code, numberInEntity)
      return {
        project,
        engagement: engagements[index] as Engagement, // one a project
        workPackages: packages[index] ?? 0,
        team: teamOf.get(project.id) ?? [],
        requests: requestsOf.get(project.id) ?? [],
        orders: ordersOf.get(project.id) ?? [],
        numberInEntity,
      }
    }),
  }
}
