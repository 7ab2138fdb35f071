import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'
import { z } from 'zod'
import { Principal } from '../../contracts/wire/principal.ts'
import { type AccessSnapshot, MAX_SNAPSHOT_AGE_MS, type PartnerBinding, type PartnerRegistry } from './partner-registry.ts'

export interface PostgresRegistryOptions {
  readonly pollMs: number
  /** Clients that no binding makes a partner's. */
  readonly ownClients?: readonly string[]
  readonly log: Logger
  /** Longest time in milliseconds that one question may take; after it the connection is given up, whatever it waits for. */
  readonly timeoutMs?: number
  /** Real time in milliseconds since the epoch. */
  readonly nowMs?: () => number
}

const Partner = Principal.shape.partner.unwrap().shape
const Answer = z.object({
  revision: z.string(),
  clients: z.array(
    z.object({
      client_id: z.string(),
      partner_id: Partner.id,
      partner_kind: Partner.kind,
      account_ids: z.array(z.string()),
      supplier_ids: z.array(z.string()),
      scopes: z.array(z.string()),
      expires_at: z.number(),
      tokens_not_before: z.number().nullable(),
      revoked: z.boolean(),
    }),
  ),
  revoked_token_ids: z.array(z.string()),
})
type Answer = z.infer<typeof Answer>

const REVISION = 'select revision::text from delivery.access_revision'

/** One statement, so one state: what a transaction changes together is seen together. */
const EVERYTHING = `
  select (select revision::text from delivery.access_revision) as revision,
    (select coalesce(json_agg(json_build_object(
      'client_id', client_id, 'partner_id', partner_id, 'partner_kind', partner_kind, 'account_ids', account_ids,
      'supplier_ids', supplier_ids, 'scopes', scopes, 'revoked', revoked,
      'expires_at', floor(extract(epoch from expires_at)),
      'tokens_not_before', floor(extract(epoch from tokens_not_before)))), '[]') from delivery.access_partner_client) as clients,
    (select coalesce(json_agg(token_id), '[]') from delivery.access_revocation) as revoked_token_ids`

/**
 * The registry of the delivery subgraph, over the views that its schema publishes for the gateway. A poll costs one row as long
 * as nothing has changed, however large the registry is. It has a connection of its own, so that a revocation waits for nothing
 * else that the gateway does with its database.
 *
 * A poll that fails changes nothing until the snapshot is too old; then `current` answers null, and null is a refusal.
 */
export function createPostgresRegistry(
  databaseUrl: string,
  { pollMs, ownClients = [], log, timeoutMs = 5_000, nowMs = () => Date.now() }: PostgresRegistryOptions,
): PartnerRegistry {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 1,
    application_name: 'gateway registry',
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    keepAlive: true,
  })
  // A connection that breaks, idle or lent out, must not end the process; the next poll opens another one.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const own = new Set(ownClients)
  const closing = new AbortController()
  let known: { readonly revision: string; readonly snapshot: AccessSnapshot } | null = null
  let readAtMs = 0
  let failing = false

  async function poll(): Promise<void> {
    // The state of an answer is at least as new as the question.
    const askedAtMs = nowMs()
    const client = await pool.connect()
    try {
      const [row] = (await client.query<{ revision: string }>(REVISION)).rows
      if (known === null || row?.revision !== known.revision) {
        const answer = Answer.parse((await client.query(EVERYTHING)).rows[0])
        known = { revision: answer.revision, snapshot: toSnapshot(answer) }
        const { clients, revokedTokenIds } = known.snapshot
        log.info({ revision: answer.revision, clients: clients.size, revokedTokens: revokedTokenIds.size }, 'partner registry')
      }
      readAtMs = askedAtMs
      client.release()
    } catch (error) {
      client.release(true) // one that timed out would keep the next question waiting
      throw error
    }
  }

  function toSnapshot({ clients, revoked_token_ids }: Answer): AccessSnapshot {
    const foreign = clients.filter(({ client_id }) => !own.has(client_id))
    if (foreign.length < clients.length) log.warn({ clients: [...own] }, 'a client of the firm is bound to a partner; ignored')
    return {
      clients: new Map(foreign.map((client) => [client.client_id, toBinding(client)])),
      revokedTokenIds: new Set(revoked_token_ids),
    }
  }

  async function pollForever(): Promise<void> {
    for (;;) {
      try {
        await poll()
        if (failing) log.info('partner registry answers again')
        failing = false
      } catch (error) {
        if (!failing && known !== null) log.warn({ err: error }, 'partner registry does not answer')
        failing = true
      }
      await delay(pollMs, undefined, { signal: closing.signal })
    }
  }

  const polling = pollForever().catch(() => undefined) // only the pause rejects, when the registry is closed
  return {
    current: () => (known !== null && nowMs() - readAtMs <= MAX_SNAPSHOT_AGE_MS ? known.snapshot : null),
    isReady: () => known !== null,
    async close() {
      closing.abort()
      await polling
      await pool.end()
    },
  }
}

function toBinding(client: Answer['clients'][number]): PartnerBinding {
  return {
    partner: {
      id: client.partner_id,
      kind: client.partner_kind,
      accountIds: client.account_ids,
      supplierIds: client.supplier_ids,
    },
    scopes: client.scopes,
    expiresAtSeconds: client.expires_at,
    tokensNotBeforeSeconds: client.tokens_not_before,
    revoked: client.revoked,
  }
}
