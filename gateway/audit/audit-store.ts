import { type Kysely, sql } from 'kysely'
import type { ChainRow, Checkpoint } from '../../contracts/wire/audit-chain.ts'

/** Where chains are kept. */
export interface AuditStore {
  /**
   * Adds rows, and a checkpoint when there is one, all or nothing. Adding a row again changes nothing, so that a write whose
   * answer was lost may be repeated.
   *
   * @throws Error when the store is out of reach, or when it holds other rows in the same places.
   */
  add(rows: readonly ChainRow[], checkpoint: Checkpoint | null): Promise<void>
}

/** Tables without which nothing can be recorded. */
export const AUDIT_TABLES = ['gateway.audit_record', 'gateway.audit_checkpoint']

/** One INSERT for each batch, however many rows. */
export function createAuditStore(db: Kysely<unknown>): AuditStore {
  return {
    async add(rows, checkpoint) {
      await db.transaction().execute(async (transaction) => {
        if (rows.length > 0) await insertRows(transaction, rows)
        if (checkpoint === null) return
        const { chain, sequence, hash, signedAt, keyId, signature } = checkpoint
        await sql`insert into gateway.audit_checkpoint (chain, sequence, hash, signed_at, key_id, signature)
          values (${chain}, ${sequence}, ${hash}, ${signedAt}, ${keyId}, ${signature})
          on conflict (chain, sequence) do nothing`.execute(transaction)
      })
    },
  }
}

async function insertRows(db: Kysely<unknown>, rows: readonly ChainRow[]): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into gateway.audit_record (chain, sequence, recorded_at, previous, hash, record)
    select * from ${unnested(rows)} on conflict (chain, sequence) do nothing`.execute(db)
  if (Number(numAffectedRows) === rows.length) return
  const { rows: found } = await sql<{ same: number }>`
    select count(*)::int as same from ${unnested(rows)} as mine (chain, sequence, recorded_at, previous, hash, record)
    join gateway.audit_record as kept using (chain, sequence, previous, hash, record)`.execute(db)
  if (found[0]?.same !== rows.length) throw new Error('the audit chain of this process was written by somebody else')
}

function unnested(rows: readonly ChainRow[]) {
  const column = (name: keyof ChainRow) => rows.map((row) => row[name])
  return sql`unnest(${column('chain')}::text[], ${column('sequence')}::bigint[], ${column('recordedAt')}::timestamptz[],
    ${column('previous')}::text[], ${column('hash')}::text[], ${column('record')}::text[])`
}
