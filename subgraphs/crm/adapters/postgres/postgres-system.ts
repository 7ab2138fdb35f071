import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import { createOutbox } from '../../../shared/postgres/outbox.ts'
import type { CrmSystem } from '../../port.ts'
import { createAccounts } from './account.ts'
import { createContacts } from './contact.ts'
import { createContracts } from './contract.ts'
import { createOpportunities } from './opportunity.ts'

/** The CRM on PostgreSQL, in schema `crm`. Closing it closes the pool. */
export function createPostgresCrmSystem(db: Database): CrmSystem {
  return {
    product: 'PostgreSQL',
    capabilities: { batchGetMax: 1000, idempotency: 'ledger', locking: 'strong', readYourWrites: true },
    accounts: createAccounts(db),
    contacts: createContacts(db),
    opportunities: createOpportunities(db),
    contracts: createContracts(db),
    events: createOutbox(db, 'crm'),
    async checkHealth() {
      await sql`select 1 from crm.account limit 1`.execute(db)
    },
    close: () => db.destroy(),
  }
}
