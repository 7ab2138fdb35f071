import { sql } from 'kysely'
import type { CurrencyCode, DecimalText } from '../../../../contracts/wire/values.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import type { PricingModel, WbsElement } from '../../port.ts'
import type { ProjectFinancialStatus } from '../../states.ts'

/** What the writes need of a project; its row is locked, so writes on one project come one after another. */
export interface LockedProject {
  readonly id: string
  readonly revision: number
  readonly currency: CurrencyCode
  readonly financialStatus: ProjectFinancialStatus
  readonly pricingModel: PricingModel
  readonly contractValue: DecimalText
  readonly notToExceed: DecimalText | null
  readonly wbs: readonly WbsElement[]
}

/** Locks the project until the transaction ends; null when it is not in the ERP. */
export async function lockProject(transaction: Database, id: string): Promise<LockedProject | null> {
  const { rows } = await sql<LockedProject>`select id, revision, currency, financial_status as "financialStatus",
      pricing_model as "pricingModel", contract_value as "contractValue", not_to_exceed as "notToExceed", wbs
    from erp.project where id = ${id} for update`.execute(transaction)
  return rows[0] ?? null
}
