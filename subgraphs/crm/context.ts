import type { Connection } from '../shared/connection.ts'
import type { SubgraphContext } from '../shared/context.ts'
import { createEntityLoaders, type EntityLoaders } from '../shared/loaders.ts'
import type { DocumentFolder, DocumentStore, DocumentVersion } from './documents/port.ts'
import type {
  Account,
  AccountFilter,
  Contact,
  Contract,
  ContractFilter,
  CrmSystem,
  NoFilter,
  Opportunity,
  OpportunityFilter,
  OpportunityOrderField,
} from './port.ts'

/** What the resolvers of the CRM get: batched reads for one request, and the systems behind them for writes. */
export interface CrmContext extends SubgraphContext {
  readonly system: CrmSystem
  readonly documentStore: DocumentStore
  readonly accounts: EntityLoaders<Account, AccountFilter, 'parentId', never>
  readonly contacts: EntityLoaders<Contact, NoFilter, 'accountId', never>
  readonly opportunities: EntityLoaders<Opportunity, OpportunityFilter, 'accountId' | 'projectId', OpportunityOrderField>
  readonly contracts: EntityLoaders<Contract, ContractFilter, 'accountId' | 'opportunityId' | 'projectId', never>
  readonly documentFolders: EntityLoaders<DocumentFolder, NoFilter, 'projectId', never>
  readonly documentVersions: EntityLoaders<DocumentVersion, NoFilter, 'folderId', never>
}

export type AccountConnection = Connection<Account>
export type ContactConnection = Connection<Contact>
export type OpportunityConnection = Connection<Opportunity>
export type ContractConnection = Connection<Contract>
export type DocumentVersionConnection = Connection<DocumentVersion>

/** Loaders live as long as one request, so nothing of one caller is answered to another. */
export const createContext =
  (system: CrmSystem, documentStore: DocumentStore) =>
  (base: SubgraphContext): CrmContext => ({
    ...base,
    system,
    documentStore,
    accounts: createEntityLoaders(system.accounts, base.call),
    contacts: createEntityLoaders(system.contacts, base.call),
    opportunities: createEntityLoaders(system.opportunities, base.call, {
      filter: { region: ['crm:read'] },
      orderBy: { CREATED_AT: ['crm:read'] },
    }),
    contracts: createEntityLoaders(system.contracts, base.call),
    documentFolders: createEntityLoaders(documentStore.folders, base.call),
    documentVersions: createEntityLoaders(documentStore.versions, base.call),
  })
