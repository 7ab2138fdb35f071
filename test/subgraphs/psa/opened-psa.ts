import type { PsaSystem } from '../../../subgraphs/psa/port.ts'

/** A system loaded with the records of `psaFixture`. */
export interface OpenedPsa {
  readonly system: PsaSystem
  /** Sets the business clock and stops it. */
  setBusinessTime(instant: string): Promise<void>
  close(): Promise<void>
}
