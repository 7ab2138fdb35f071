import { sql } from 'kysely'
import { resourceRows } from '../../../../policies/index.ts'
import type { WriteError } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, oneOf } from '../../../shared/postgres/table.ts'
import { createWriter } from '../../../shared/postgres/write.ts'
import type { NoFilter, PsaSystem } from '../../port.ts'
import { findResourceFaults, refuseUnbookable } from '../../rules/resource.ts'
import type { Resource } from '../../staffing-port.ts'

const resourceTable = defineTable<Resource, NoFilter, never, never>({
  from: 'psa.resource',
  columns: {
    id: column('id'),
    supplierId: column('supplier_id'),
    active: column('active'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: {},
  filters: {},
  orders: {},
  rows: bindRows(resourceRows, { supplier: oneOf('supplier_id') }),
})

export function createResources(db: Database): PsaSystem['resources'] {
  const reader = createReader(db, resourceTable)
  const write = createWriter(db, 'psa')
  return {
    ...reader,

    async create(draft, options, call) {
      const faults = findResourceFaults(draft)
      if (faults.length > 0) return { ok: false, errors: faults }
      return write({ operation: 'registerResource', input: draft, options, call, on: [] }, reader, async (transaction) => {
        const { id, supplierId, active } = draft
        await sql`insert into psa.resource as r (id, supplier_id, active) values (${id}, ${supplierId}, ${active})
          on conflict (id) do update set supplier_id = excluded.supplier_id, active = excluded.active,
            revision = r.revision + 1, updated_at = now()
          where (r.supplier_id, r.active) is distinct from (excluded.supplier_id, excluded.active)`.execute(transaction)
        return { ok: true, id }
      })
    },
  }
}

/** Why this worker may not be proposed or booked; holds what is known of it until the transaction ends. */
export async function whyUnbookable(transaction: Database, workerId: string): Promise<WriteError | null> {
  const { rows } = await sql<Pick<Resource, 'active'>>`select active from psa.resource where id = ${workerId} for share`.execute(
    transaction,
  )
  return refuseUnbookable(rows[0])
}
