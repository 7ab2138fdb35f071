/** Number of records by size. What is not listed follows from these: time becomes charges, charges become invoices. */
export interface SeedCounts {
  readonly costCentersPerEntity: number
  readonly accounts: number
  readonly contacts: number
  /** Sales of the ordinary pipeline, those of the projects included. */
  readonly opportunities: number
  /** Won sales with a complete contract, beyond the pipeline: what tests and demonstrations hand off. */
  readonly handoffReady: number
  readonly projects: number
  readonly milestones: number
  readonly workers: number
  readonly skills: number
  readonly staffingRequests: number
  readonly assignments: number
  /** Weeks of time; each has five entries. */
  readonly timecards: number
  readonly suppliers: number
  readonly requisitions: number
  readonly purchaseOrders: number
}

export const SEED_COUNTS = {
  dev: {
    costCentersPerEntity: 6,
    accounts: 40,
    contacts: 120,
    opportunities: 150,
    handoffReady: 64,
    projects: 60,
    milestones: 360,
    workers: 120,
    skills: 80,
    staffingRequests: 240,
    assignments: 300,
    timecards: 3_000,
    suppliers: 15,
    requisitions: 40,
    purchaseOrders: 35,
  },
  demo: {
    costCentersPerEntity: 10,
    accounts: 200,
    contacts: 800,
    opportunities: 900,
    handoffReady: 64,
    projects: 400,
    milestones: 2_400,
    workers: 700,
    skills: 150,
    staffingRequests: 1_800,
    assignments: 2_200,
    timecards: 30_000,
    suppliers: 80,
    requisitions: 400,
    purchaseOrders: 350,
  },
  scale: {
    costCentersPerEntity: 40,
    accounts: 2_500,
    contacts: 10_000,
    opportunities: 28_000,
    handoffReady: 1_000,
    projects: 10_000,
    milestones: 60_000,
    workers: 8_000,
    skills: 300,
    staffingRequests: 45_000,
    assignments: 55_000,
    timecards: 1_100_000,
    suppliers: 600,
    requisitions: 9_000,
    purchaseOrders: 8_000,
  },
} as const satisfies Record<string, SeedCounts>

export type SeedSize = keyof typeof SEED_COUNTS

export const isSeedSize = (name: string): name is SeedSize => Object.hasOwn(SEED_COUNTS, name)
