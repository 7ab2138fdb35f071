import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import { RETENTION_YEARS } from '../../rules/document-rules.ts'

/** The end of a contract has changed: what was stored under it is kept as long as the new end asks for. */
export async function followTerm(transaction: Database, contractId: string): Promise<void> {
  await sql`update crm.document_version v set retain_until = c.effective_to + make_interval(years => ${RETENTION_YEARS}),
      revision = v.revision + 1, updated_at = now()
    from crm.contract c where c.id = v.contract_id and c.id = ${contractId}
      and v.retain_until is distinct from (c.effective_to + make_interval(years => ${RETENTION_YEARS}))::date`.execute(
    transaction,
  )
}
