import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Call, Write, WriteOptions } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { createWriter, refuse } from '../../../shared/postgres/write.ts'
import type { Partner, PartnerDraft } from '../../partner-port.ts'
import { checkIdempotencyKey } from '../../rules/input-rules.ts'
import { checkPartner, checkWriter } from '../../rules/partner-rules.ts'
import { PARTNERS } from './records.ts'

/** Registers partners; one for each kind and record. */
export function createPartnerRegistrar(db: Database) {
  const write = createWriter(db, 'delivery')
  const reader = createReader(db, PARTNERS)

  return async function register(draft: PartnerDraft, options: WriteOptions, call: Call): Promise<Write<Partner>> {
    const faults = [...checkWriter(call), ...checkIdempotencyKey(options.idempotencyKey), ...checkPartner(draft)]
    if (faults.length > 0) return { ok: false, errors: faults }
    return write<Partner>({ operation: 'registerPartner', input: draft, options, call, on: [] }, reader, async (transaction) => {
      const { kind, name, accountId, supplierId } = draft
      const id = `par_${randomUUID().replaceAll('-', '')}`
      const { rows } = await sql`insert into delivery.partner (id, kind, name, account_id, supplier_id, registered_by)
        values (${id}, ${kind}, ${name}, ${accountId}, ${supplierId}, ${call.principal.subject})
        on conflict do nothing returning id`.execute(transaction)
      if (rows.length > 0) return { ok: true, id }
      const message = `${accountId ?? supplierId} is registered as a partner of kind ${kind} already.`
      return refuse({ code: 'CONFLICT', message, currentRevision: null })
    })
  }
}
