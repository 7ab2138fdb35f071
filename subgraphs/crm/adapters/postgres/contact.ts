import { internalOnly } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable } from '../../../shared/postgres/table.ts'
import type { Contact, CrmSystem, NoFilter } from '../../port.ts'

export const contactTable = defineTable<Contact, NoFilter, 'accountId', never>({
  from: 'crm.contact',
  columns: {
    id: column('id'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
    accountId: column('account_id'),
    fullName: column('full_name'),
    email: column('email'),
    phone: column('phone'),
    jobTitle: column('job_title'),
    role: column('role'),
    preferredLanguage: column('preferred_language'),
    doNotContact: column('do_not_contact'),
  },
  keys: { accountId: 'account_id' },
  filters: {},
  orders: {},
  rows: bindRows(internalOnly('Contact'), {}),
})

export const createContacts = (db: Database): CrmSystem['contacts'] => createReader(db, contactTable)
