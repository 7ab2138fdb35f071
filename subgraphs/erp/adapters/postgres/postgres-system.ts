import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import type { ErpSystem } from '../../port.ts'
import { createScheduleLines } from './billing-schedule.ts'
import { createBudgets } from './budget.ts'
import { createCharges } from './charge.ts'
import { createCostCenters } from './cost-center.ts'
import { createCustomers } from './customer.ts'
import { createInvoices } from './invoice.ts'
import { createLedger } from './ledger.ts'
import { createLegalEntities } from './legal-entity.ts'
import { createProjects } from './project.ts'

/** The ERP on PostgreSQL, in schema `erp`. The system owns `db` and closes it. */
export function createPostgresErpSystem(db: Database): ErpSystem {
  return {
    product: 'PostgreSQL',
    capabilities: { batchGetMax: 1_000, idempotency: 'ledger', locking: 'strong', readYourWrites: true },
    legalEntities: createLegalEntities(db),
    costCenters: createCostCenters(db),
    customers: createCustomers(db),
    projects: createProjects(db),
    budgets: createBudgets(db),
    scheduleLines: createScheduleLines(db),
    charges: createCharges(db),
    invoices: createInvoices(db),
    ledger: createLedger(db),
    checkHealth: async () => void (await sql`select 1`.execute(db)),
    close: () => db.destroy(),
  }
}
