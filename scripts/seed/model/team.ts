import { type Day, TODAY } from '../calendar.ts'
import { apportion, groupBy } from '../distribute.ts'
import { type Draws, drawsOf } from '../random.ts'
import type { SeedCounts } from '../sizes.ts'
import { rateCardOf } from './engagement.ts'
import { ROLES, type Role } from './firm.ts'
import { idOf } from './ids.ts'
import type { ProjectStatus } from './project-status.ts'
import type { ProjectFacts } from './projects.ts'
import type { WorkerFacts } from './workers.ts'

export interface AssignmentFacts {
  readonly id: string
  readonly index: number
  readonly project: ProjectFacts
  readonly worker: WorkerFacts
  readonly role: Role
  readonly status: 'TENTATIVE' | 'CONFIRMED' | 'ACTIVE' | 'COMPLETED' | 'RELEASED'
  readonly start: Day
  readonly end: Day
  /** Share of full time, hundredths. */
  readonly allocation: number
  readonly billable: boolean
  /** Seats of the whole team. */
  readonly teamSize: number
  /** Bill rate of an hour, minor units of the currency of the project. */
  readonly rateMinor: number
  readonly draws: Draws
}

/** Books people on projects: a few teams are large, most are small, and nobody is booked much more than others. */
export function createAssignments(
  counts: SeedCounts,
  projects: readonly ProjectFacts[],
  workers: readonly WorkerFacts[],
): readonly AssignmentFacts[] {
  const free = workers.filter(({ isBillable, status }) => isBillable && status === 'ACTIVE')
  const pools = new Map([
    ...groupBy(free, ({ kind, region }) => `${kind} ${region}`),
    ...groupBy(free, ({ kind }) => kind),
    ['all', free],
  ])
  const bySize = [...projects].sort((a, b) => b.sale.hours - a.sale.hours || a.index - b.index)
  const sizes = apportion(
    counts.assignments,
    bySize.map((_, rank) => 1 / (rank + TEAM_ZIPF.offset) ** TEAM_ZIPF.exponent),
  )
  const sizeOf = new Map(bySize.map(({ id }, rank) => [id, sizes[rank] ?? 1]))
  const loadOf = new Map<string, number>()
  let index = 0
  return projects.flatMap((project) => {
    const teamSize = Math.max(1, sizeOf.get(project.id) ?? 1)
    const market = { project, pools, loadOf, teamSize, team: new Set<string>() }
    return Array.from({ length: teamSize }, (_, seat) => {
      index += 1
      return book(index, seat, market)
    })
  })
}

/** Zipf-Mandelbrot law of the sizes of teams; it gives the largest team of 400 projects about 60 people. */
const TEAM_ZIPF = { offset: 6, exponent: 0.85 }
/** Seats that the delivery centre fills. */
const OFFSHORE_SHARE = 0.3
const OFFSHORE_REGION = 'IND'
/** People who are looked at for one booking; the least booked of them gets it. */
const CANDIDATES = 6

interface Market {
  readonly project: ProjectFacts
  /** People by kind and region, by kind, and `all` of them. */
  readonly pools: ReadonlyMap<string, readonly WorkerFacts[]>
  readonly team: Set<string>
  readonly teamSize: number
  /** Days booked so far by worker. */
  readonly loadOf: Map<string, number>
}

function book(index: number, seat: number, { project, pools, team, teamSize, loadOf }: Market): AssignmentFacts {
  const { sale, status } = project
  const draws = drawsOf('assignment', index)
  const isContractor = sale.requiresSubcontractors && seat % 4 === 1
  const kind = isContractor ? 'CONTRACTOR' : 'EMPLOYEE'
  const region = !isContractor && draws.chance('offshore', OFFSHORE_SHARE) ? OFFSHORE_REGION : sale.entity.region
  const wanted = pools.get(`${kind} ${region}`) ?? pools.get(kind) ?? []
  const all = pools.get('all') ?? []
  const candidates = Array.from({ length: CANDIDATES }, (_, turn) =>
    draws.pick(`candidate ${turn}`, wanted.length > 0 ? wanted : all),
  )
  const free = candidates.filter(({ id }) => !team.has(id))
  // A team that is larger than its region takes whoever is free; one that is larger than the firm takes people twice.
  const others = free.length > 0 ? free : all.filter(({ id }) => !team.has(id))
  const worker = (others.length > 0 ? others : all).reduce((best, each) =>
    (loadOf.get(each.id) ?? 0) < (loadOf.get(best.id) ?? 0) ? each : best,
  )
  team.add(worker.id)

  const days = sale.end - sale.start
  const start = Math.max(sale.start + Math.floor(days * 0.08 * draws.unit('start')), worker.hiredOn)
  const end = Math.max(start, sale.end - Math.floor(days * 0.05 * draws.unit('end')))
  loadOf.set(worker.id, (loadOf.get(worker.id) ?? 0) + end - start)
  const role = worker.role.name === 'Principal' && seat > 0 ? (ROLES[3] as Role) : worker.role
  return {
    id: idOf('Assignment', index),
    index,
    project,
    worker,
    role,
    status: bookingStatus(status, start, end, draws),
    start,
    end,
    allocation: draws.pick('allocation', [50, 60, 80, 80, 100, 100]),
    billable: draws.chance('billable', 0.94),
    teamSize,
    rateMinor: rateCardOf(sale).get(role.name) as number, // the card has every role
    draws,
  }
}

function bookingStatus(status: ProjectStatus, start: Day, end: Day, draws: Draws): AssignmentFacts['status'] {
  switch (status) {
    case 'PLANNED':
      return draws.chance('tentative', 0.5) ? 'TENTATIVE' : 'CONFIRMED'
    case 'MOBILISING':
      return 'CONFIRMED'
    case 'CANCELLED':
      return 'RELEASED'
    case 'COMPLETED':
    case 'CLOSED':
      return 'COMPLETED'
    case 'IN_PROGRESS':
    case 'ON_HOLD':
      if (start > TODAY) return 'CONFIRMED'
      return end < TODAY ? 'COMPLETED' : 'ACTIVE'
  }
}
