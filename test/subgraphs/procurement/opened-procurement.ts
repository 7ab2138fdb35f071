import type { Row } from '../../../scripts/seed/load-rows.ts'
import type { ProcurementSystem } from '../../../subgraphs/procurement/port.ts'

/** A system loaded with the records of `procurementFixture`, and a way to it behind the port's back. */
export interface OpenedProcurement {
  readonly system: ProcurementSystem
  /** Stores rows of the fixture's shape; `table` is named as there. */
  store(table: string, rows: readonly Row[]): Promise<void>
  idsOf(table: string): Promise<readonly string[]>
  close(): Promise<void>
}
