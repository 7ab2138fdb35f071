import { scalars } from '../shared/scalars.ts'
import { Account } from './resolvers/account.ts'
import { BillingScheduleLine } from './resolvers/billing-schedule-line.ts'
import { Charge } from './resolvers/charge.ts'
import { CostCenter } from './resolvers/cost-center.ts'
import { Invoice } from './resolvers/invoice.ts'
import { InvoiceLine } from './resolvers/invoice-line.ts'
import { LegalEntity } from './resolvers/legal-entity.ts'
import { Milestone } from './resolvers/milestone.ts'
import { Mutation } from './resolvers/mutation.ts'
import { Project } from './resolvers/project.ts'
import { Query } from './resolvers/query.ts'
import type { Resolvers } from './schema.generated.ts'

/** Every resolver of the ERP; fields that the record already has need none. */
export const resolvers: Resolvers = {
  ...scalars,
  Query,
  Mutation,
  LegalEntity,
  CostCenter,
  Project,
  BillingScheduleLine,
  Charge,
  Invoice,
  InvoiceLine,
  Account,
  Milestone,
}
