import type DataLoader from 'dataloader'
import type { Money } from '../../contracts/wire/values.ts'
import { createBatchLoader } from '../shared/batch-schedule.ts'
import type { Connection } from '../shared/connection.ts'
import type { SubgraphContext } from '../shared/context.ts'
import { createEntityLoaders, type EntityLoaders } from '../shared/loaders.ts'
import type {
  BillingScheduleLine,
  Budget,
  Charge,
  ChargeFilter,
  ChargeOrderField,
  CostCenter,
  CostCenterFilter,
  Customer,
  ErpSystem,
  FinancialProject,
  Invoice,
  InvoiceFilter,
  InvoiceOrderField,
  LegalEntity,
  LegalEntityFilter,
  NoFilter,
  ProjectFigures,
} from './port.ts'

/** What the resolvers of the ERP get: batched reads for one request, and the system behind them for writes. */
export interface ErpContext extends SubgraphContext {
  readonly system: ErpSystem
  readonly legalEntities: EntityLoaders<LegalEntity, LegalEntityFilter, never, never>
  readonly costCenters: EntityLoaders<CostCenter, CostCenterFilter, never, never>
  readonly customers: EntityLoaders<Customer, NoFilter, never, never>
  readonly projects: EntityLoaders<FinancialProject, NoFilter, never, never>
  readonly budgets: EntityLoaders<Budget, NoFilter, 'projectId', never>
  readonly scheduleLines: EntityLoaders<BillingScheduleLine, NoFilter, 'projectId', never>
  readonly charges: EntityLoaders<Charge, ChargeFilter, 'projectId' | 'milestoneId', ChargeOrderField>
  readonly invoices: EntityLoaders<Invoice, InvoiceFilter, 'projectId' | 'accountId', InvoiceOrderField>
  readonly figures: DataLoader<string, ProjectFigures | null, unknown>
  readonly receivables: DataLoader<string, readonly Money[], unknown>
}

export type CostCenterConnection = Connection<CostCenter>
export type ChargeConnection = Connection<Charge>
export type InvoiceConnection = Connection<Invoice>

/** Loaders live as long as one request, so nothing of one caller is answered to another. */
export const createContext =
  (system: ErpSystem) =>
  (base: SubgraphContext): ErpContext => {
    const { call } = base
    return {
      ...base,
      system,
      legalEntities: createEntityLoaders(system.legalEntities, call),
      costCenters: createEntityLoaders(system.costCenters, call),
      customers: createEntityLoaders(system.customers, call),
      projects: createEntityLoaders(system.projects, call),
      budgets: createEntityLoaders(system.budgets, call),
      scheduleLines: createEntityLoaders(system.scheduleLines, call),
      charges: createEntityLoaders(system.charges, call),
      invoices: createEntityLoaders(system.invoices, call),
      figures: createBatchLoader(call, async (ids: readonly string[]) => {
        const found = await system.ledger.figuresOf(ids, call)
        return ids.map((id) => found.get(id) ?? null)
      }),
      receivables: createBatchLoader(call, async (ids: readonly string[]) => {
        const found = await system.ledger.receivablesOf(ids, call)
        return ids.map((id) => found.get(id) ?? [])
      }),
    }
  }
