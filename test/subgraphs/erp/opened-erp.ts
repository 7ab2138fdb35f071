import type { Row } from '../../../scripts/seed/load-rows.ts'
import type { ErpSystem } from '../../../subgraphs/erp/port.ts'

/** A system loaded with the records of `erpFixture`, and a way to it behind the port's back. */
export interface OpenedErp {
  readonly system: ErpSystem
  /** Stores rows of the fixture's shape; `table` is named as there. */
  store(table: string, rows: readonly Row[]): Promise<void>
  idsOf(table: string): Promise<readonly string[]>
  close(): Promise<void>
}
