import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Call, Write, WriteOptions } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { createWriter } from '../../../shared/postgres/write.ts'
import type { TokenRevocation, TokenRevocationDraft } from '../../partner-port.ts'
import { checkIdempotencyKey, checkReason } from '../../rules/input-rules.ts'
import { checkTokenId, checkWriter } from '../../rules/partner-rules.ts'
import { TOKEN_REVOCATIONS } from './records.ts'

/**
 * How long a revocation counts, in hours: a gateway accepts no token that lives longer than 24 hours (`maxTokenLifetimeSeconds`),
 * and clocks may differ. So nobody has to say when the token expires, and nobody can say it wrong.
 */
const COUNTS_HOURS = 25

/** Puts the id of a token on the revocation list. */
export function createTokenRevoker(db: Database) {
  const write = createWriter(db, 'delivery')
  const reader = createReader(db, TOKEN_REVOCATIONS)

  return async function revoke(draft: TokenRevocationDraft, options: WriteOptions, call: Call): Promise<Write<TokenRevocation>> {
    const faults = [
      ...checkWriter(call),
      ...checkIdempotencyKey(options.idempotencyKey),
      ...checkTokenId(draft),
      ...checkReason(draft),
    ]
    if (faults.length > 0) return { ok: false, errors: faults }
    return write<TokenRevocation>(
      { operation: 'revokeAccessToken', input: draft, options, call, on: [] },
      reader,
      async (transaction) => {
        const id = `rev_${randomUUID().replaceAll('-', '')}`
        await sql`insert into delivery.revocation (id, subject, token_id, expires_at, reason, actor)
        values (${id}, 'TOKEN', ${draft.tokenId}, now() + make_interval(hours => ${COUNTS_HOURS}), ${draft.reason},
        ${call.principal.subject})`.execute(transaction)
        return { ok: true, id }
      },
    )
  }
}
