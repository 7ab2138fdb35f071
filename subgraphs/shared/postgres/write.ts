import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Call, Entity, Write, WriteError, WriteOptions } from '../port.ts'
import type { Database } from './database.ts'
import type { TableReader } from './reader.ts'
import { accessOf, type RowSource } from './rows.ts'
import { createWithdrawnKeys, KEY_WITHDRAWN, whyNotKey, withdrawnBy } from './withdrawn-keys.ts'

/** What the work of one write says: the id of the record to answer with, or why nothing was changed. */
export type Outcome = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly errors: readonly WriteError[] }

export const refuse = (...errors: readonly WriteError[]): Outcome => ({ ok: false, errors })

/** One write, described so that its repetition is recognised: the operation and its whole input. */
export interface WriteRequest {
  /** Name of the operation, e.g. `acceptOpportunity`. */
  readonly operation: string
  readonly input: unknown
  readonly options: WriteOptions
  readonly call: Call
  /** Records that the write changes or builds upon, judged by their row rules; none when it makes one out of nothing. */
  readonly on: readonly Touched[]
}

export interface Touched {
  readonly source: RowSource
  readonly id: string
  /** What is said when there is no such record, and therefore also when the caller cannot see it. */
  readonly missing: WriteError
}

/**
 * Creates the writing side of one schema: every write is one transaction together with its row in the idempotency ledger
 * (`<schema>.idempotency_key`, unique by caller, operation and key). Fifty writes at once with one key wait on that row:
 * one works, the others answer what it wrote. A refused write leaves no row, so a corrected one may use the key again.
 * A write whose key is `K:undo` withdraws `K` first: whatever arrives later under it is refused (ADR 0011).
 * Row rules are judged in the same transaction, before the work and on what came of it (ADR 0015).
 */
export function createWriter(db: Database, schema: string) {
  const ledger = sql.table(`${schema}.idempotency_key`)
  const withdrawnKeys = createWithdrawnKeys(db, schema)

  /** Runs `work` once per key, caller and operation; answers the record read after the commit. */
  return async function write<Record extends Entity>(
    request: WriteRequest,
    reader: TableReader<Record, never, never, never>,
    work: (transaction: Database) => Promise<Outcome>,
  ): Promise<Write<Record>> {
    const { operation, input, options, call, on } = request
    const caller = call.principal.subject
    const keyFault = whyNotKey(options.idempotencyKey)
    if (keyFault !== null) return { ok: false, errors: [keyFault] }
    const undone = withdrawnBy(options.idempotencyKey)
    if (undone !== null) await withdrawnKeys.withdraw(caller, undone)
    const hash = createHash('sha256').update(canonicalJson(input)).digest('hex')

    const outcome = await db
      .transaction()
      .execute(async (transaction): Promise<Outcome & { readonly replayed?: boolean }> => {
        // An undo is never withdrawn: it has to work as often as it is sent.
        if (undone === null && (await withdrawnKeys.isWithdrawn(transaction, caller, options.idempotencyKey)))
          throw new Refusal([KEY_WITHDRAWN])
        for (const touched of on) await assertChangeable(transaction, touched, call)
        const claimed = await sql`insert into ${ledger} (caller, operation, key, request_hash)
          values (${caller}, ${operation}, ${options.idempotencyKey}, ${hash}) on conflict do nothing returning key`.execute(
          transaction,
        )
        if (claimed.rows.length === 0) return replay(transaction, { caller, operation, key: options.idempotencyKey, hash })

        const worked = await work(transaction)
        if (!worked.ok) throw new Refusal(worked.errors)
        await assertOwn(transaction, reader.source, worked.id, request)
        await sql`update ${ledger} set record_id = ${worked.id}
          where caller = ${caller} and operation = ${operation} and key = ${options.idempotencyKey}`.execute(transaction)
        return worked
      })
      .catch((error: unknown): Outcome & { readonly replayed?: boolean } => {
        if (error instanceof Refusal) return refuse(...error.errors)
        throw error
      })

    if (!outcome.ok) return outcome
    const [record] = await reader.getByIds([outcome.id], call)
    if (record === null || record === undefined) throw new Error(`${operation} wrote ${outcome.id}, which cannot be read back`)
    return { ok: true, record, replayed: outcome.replayed ?? false }
  }

  async function replay(
    transaction: Database,
    request: { readonly caller: string; readonly operation: string; readonly key: string; readonly hash: string },
  ): Promise<Outcome & { readonly replayed?: boolean }> {
    const { rows } = await sql<{ request_hash: string; record_id: string }>`select request_hash, record_id from ${ledger}
      where caller = ${request.caller} and operation = ${request.operation} and key = ${request.key}`.execute(transaction)
    const [former] = rows
    if (former === undefined) throw new Error('the idempotency ledger lost a row that it refused to insert')
    if (former.request_hash === request.hash) return { ok: true, id: former.record_id, replayed: true }
    return refuse({
      code: 'IDEMPOTENCY_MISMATCH',
      message: 'This idempotency key was used before with other input; use a new key for a new request.',
    })
  }
}

async function assertChangeable(transaction: Database, { source, id, missing }: Touched, call: Call): Promise<void> {
  const access = await accessOf(transaction, source, id, call)
  if (access === 'invisible') throw new Refusal([missing])
  if (access === 'visible') throw new Refusal([forbidden(source, 'The record may be read but not changed by this caller.')])
}

/** A write must not leave its caller with a record that the row rule keeps from it: made for others, or moved out of sight. */
async function assertOwn(transaction: Database, source: RowSource, id: string, { call, on }: WriteRequest): Promise<void> {
  const access = await accessOf(transaction, source, id, call)
  if (access === 'changeable' || (access === 'visible' && on.length > 0)) return
  throw new Refusal([forbidden(source, 'The record would not be one that this caller may write.')])
}

const forbidden = ({ rows }: RowSource, message: string): WriteError => ({
  code: 'FORBIDDEN',
  message,
  policy: `rows/${rows.rule.entity}`,
})

/** Rolls the transaction back without being a fault. */
class Refusal extends Error {
  readonly errors: readonly WriteError[]
  constructor(errors: readonly WriteError[]) {
    super('refused')
    this.errors = errors
  }
}

/** JSON with sorted keys, so that the order of input fields does not make another request. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}
