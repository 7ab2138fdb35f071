import { DomainEvent } from '../shared/event-resolvers.ts'
import { scalars } from '../shared/scalars.ts'
import { Account } from './resolvers/account.ts'
import { Contact } from './resolvers/contact.ts'
import { Contract } from './resolvers/contract.ts'
import { DocumentFolder } from './resolvers/document-folder.ts'
import { Mutation } from './resolvers/mutation.ts'
import { Opportunity } from './resolvers/opportunity.ts'
import { Project } from './resolvers/project.ts'
import { Query } from './resolvers/query.ts'
import type { Resolvers } from './schema.generated.ts'

/** Every resolver of the CRM; fields that the record already has need none. */
export const resolvers = {
  ...scalars,
  Query,
  Mutation,
  Account,
  Contact,
  Opportunity,
  Contract,
  Project,
  DocumentFolder,
  DomainEvent,
} satisfies Resolvers
