import { sql } from 'kysely'
import type { WriteError } from '../port.ts'
import type { Database } from './database.ts'

/** Longest idempotency key in characters. */
const KEY_MAX = 200
/** Most parts of a key, separated by colons; each is one lock of a write. */
const KEY_PARTS_MAX = 16
const UNDO_SUFFIX = ':undo'
/** Operation under which the ledger remembers a withdrawal; no mutation has this name. */
const WITHDRAWAL = '(withdrawn)'

export const KEY_WITHDRAWN: WriteError = {
  code: 'KEY_WITHDRAWN',
  message: 'What this idempotency key stands for was undone; use a new key to do it again.',
}

/** Refuses a key that stands for every effect of a careless caller, or that is too long to be kept and locked. */
export function whyNotKey(key: string): WriteError | null {
  const fault = (message: string): WriteError => ({ code: 'VALIDATION_FAILED', message, field: ['idempotencyKey'] })
  if (key.trim() === '') return fault('The idempotency key is empty; use one key for one intended effect.')
  if (key.length <= KEY_MAX && key.split(':').length <= KEY_PARTS_MAX) return null
  return fault(
    `The idempotency key has more than ${KEY_MAX} characters, or more than ${KEY_PARTS_MAX} parts separated by colons.`,
  )
}

/** Key that an undo takes back: `K` for `K:undo`; null for a key that is no undo. */
export function withdrawnBy(key: string): string | null {
  return key.endsWith(UNDO_SUFFIX) && key !== UNDO_SUFFIX ? key.slice(0, -UNDO_SUFFIX.length) : null
}

/**
 * Keys that a caller took back, in the idempotency ledger of one schema (ADR 0011). A withdrawal holds for the key `K` and for
 * every `K:...`, whatever the operation, and for ever: a request that was delayed may arrive at any time.
 */
export function createWithdrawnKeys(db: Database, schema: string) {
  const ledger = sql.table(`${schema}.idempotency_key`)
  const lockOf = (caller: string, key: string) => JSON.stringify([schema, caller, key])

  return {
    /**
     * Withdraws a key, in a transaction of its own: the withdrawal stands even when the undo is refused, for example because
     * there is nothing to undo yet. It waits for writes under way with that key, so the undo that follows sees their effects.
     */
    async withdraw(caller: string, key: string): Promise<void> {
      await db.transaction().execute(async (transaction) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${lockOf(caller, key)}, 0))`.execute(transaction)
        await sql`insert into ${ledger} (caller, operation, key, request_hash)
          values (${caller}, ${WITHDRAWAL}, ${key}, '') on conflict do nothing`.execute(transaction)
      })
    },

    /** Tells whether a key is withdrawn; when it is not, it stays so until the transaction ends. */
    async isWithdrawn(transaction: Database, caller: string, key: string): Promise<boolean> {
      const keys = prefixesOf(key)
      const locks = keys.map((each) => lockOf(caller, each))
      // Two statements: the second must see what was committed while the first one waited.
      await sql`select pg_advisory_xact_lock_shared(hashtextextended(lock, 0)) from unnest(${locks}::text[]) as lock`.execute(
        transaction,
      )
      const { rows } = await sql`select from ${ledger}
        where caller = ${caller} and operation = ${WITHDRAWAL} and key = any(${keys}) limit 1`.execute(transaction)
      return rows.length > 0
    },
  }
}

/** `a:b:c` -> `a`, `a:b`, `a:b:c`: the keys whose withdrawal takes this one with it. */
function prefixesOf(key: string): readonly string[] {
  const parts = key.split(':')
  return parts.map((_, index) => parts.slice(0, index + 1).join(':'))
}
