import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import pino from 'pino'
import type { PartnerRegistry } from '../../../gateway/registry/partner-registry.ts'
import { createPostgresRegistry } from '../../../gateway/registry/postgres-registry.ts'
import { openDatabaseGate } from '../../subgraphs/delivery/support/database-gate.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { query } from '../../support/query.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { ACME, describeRegistry, NORDLICHT, type RegistryContent } from './registry-contract.ts'

const POLL_MS = 50
const log = pino({ level: 'silent' })

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase({ schemas: ['platform', 'delivery', 'gateway'] })
})
afterAll(() => database.drop())

/** Replaces what the registry holds, in one transaction. */
async function fill({ clients = [], revokedTokenIds = [] }: RegistryContent): Promise<void> {
  const client = new pg.Client({ connectionString: database.adminUrl })
  await client.connect()
  try {
    await client.query('begin')
    await client.query('delete from delivery.revocation; delete from delivery.partner_client; delete from delivery.partner')
    for (const { clientId, partner, scopes, expiresAt, tokensNotBefore, revoked } of clients) {
      await client.query(
        `insert into delivery.partner (id, kind, name, account_id, supplier_id, registered_by)
         values ($1, $2, $1, $3, $4, 'test') on conflict do nothing`,
        [partner.id, partner.kind, partner.accountId ?? null, partner.supplierId ?? null],
      )
      await client.query(
        `insert into delivery.partner_client (id, partner_id, name, scopes, expires_at, issued_by, tokens_not_before, revoked_at)
         values ($1, $2, $1, $3, $4, 'test', $5, $6)`,
        [clientId, partner.id, scopes, expiresAt, tokensNotBefore ?? null, revoked === true ? new Date() : null],
      )
    }
    for (const id of revokedTokenIds)
      await client.query(
        `insert into delivery.revocation (id, subject, token_id, expires_at, reason, actor)
         values ($1, 'TOKEN', $1, now() + interval '1 hour', 'test', 'test')`,
        [id],
      )
    await client.query('commit')
  } finally {
    await client.end()
  }
}

describeRegistry('PostgreSQL', async (content) => {
  await fill(content)
  const registry = createPostgresRegistry(database.urlFor('gateway'), { pollMs: POLL_MS, log })
  await waitUntil(() => registry.isReady())
  return registry
})

describe('the partner registry on PostgreSQL', () => {
  let registry: PartnerRegistry | undefined
  afterEach(async () => {
    await registry?.close()
    registry = undefined
  })
  const open = async (options: Partial<Parameters<typeof createPostgresRegistry>[1]> = {}, url = database.urlFor('gateway')) => {
    const opened = createPostgresRegistry(url, { pollMs: POLL_MS, log, ...options })
    registry = opened
    await waitUntil(() => opened.isReady())
    return opened
  }

  it('takes over changes with the next poll, and what changed together, together', async () => {
    await fill({ clients: [ACME] })
    const opened = await open()
    const before = opened.current()

    await fill({ clients: [NORDLICHT], revokedTokenIds: ['jti-9'] })
    const torn: unknown[] = []
    await waitUntil(() => {
      const now = opened.current()
      const has = [now?.clients.has('client-a') === false, now?.clients.has('client-n'), now?.revokedTokenIds.has('jti-9')]
      if (new Set(has).size > 1) torn.push(has)
      return has.every(Boolean)
    }, 2_000)

    expect(torn).toEqual([])
    expect(before?.clients.has('client-a')).toBe(true) // a request that began before keeps its state
  })

  it('keeps the same snapshot as long as nothing changes', async () => {
    await fill({ clients: [ACME] })
    const opened = await open()
    const before = opened.current()
    await new Promise((resolve) => setTimeout(resolve, POLL_MS * 4))

    expect(opened.current()).toBe(before)
  })

  it('sees a change that was committed after a later one', async () => {
    await fill({})
    const opened = await open()
    const revoke = (id: string) =>
      `insert into delivery.revocation (id, subject, token_id, expires_at, reason, actor)
       values ('${id}', 'TOKEN', '${id}', now() + interval '1 hour', 'test', 'test')`
    const slow = new pg.Client({ connectionString: database.adminUrl })
    await slow.connect()
    try {
      await slow.query(`begin; ${revoke('first')}`)
      const second = query(database.adminUrl, revoke('second')) // waits for the first on the counter
      await new Promise((resolve) => setTimeout(resolve, POLL_MS * 3))
      await slow.query('commit')
      await second
      await waitUntil(() => opened.current()?.revokedTokenIds.size === 2, 2_000)
    } finally {
      await slow.end()
    }
  })

  it('ignores a binding of one of the firm’s own clients', async () => {
    await fill({ clients: [ACME, NORDLICHT] })
    const opened = await open({ ownClients: ['client-a'] })

    expect([...(opened.current()?.clients.keys() ?? [])]).toEqual(['client-n'])
  })

  it('answers nothing before it was read, and from 60 s without an answer on; then goes on by itself', async () => {
    await fill({ clients: [ACME] })
    const gate = await openDatabaseGate(database.urlFor('gateway'))
    let nowMs = Date.now()
    try {
      const opened = createPostgresRegistry(gate.url, { pollMs: POLL_MS, log, nowMs: () => nowMs })
      registry = opened
      await gate.wasTried
      expect([opened.current(), opened.isReady()]).toEqual([null, false])
      gate.open()
      await waitUntil(() => opened.isReady())

      gate.shut()
      await new Promise((resolve) => setTimeout(resolve, POLL_MS * 3))
      nowMs += 59_000
      expect(opened.current()).not.toBeNull()
      nowMs += 2_000
      expect(opened.current()).toBeNull()

      expect(opened.isReady()).toBe(true)
      gate.open()
      await waitUntil(() => opened.current() !== null)
    } finally {
      gate.close()
    }
  })

  it('gives up a connection that hangs, and goes on over another', async () => {
    await fill({ clients: [ACME] })
    const gate = await openDatabaseGate(database.urlFor('gateway'))
    gate.open()
    try {
      const opened = await open({ timeoutMs: 300 }, gate.url)
      gate.freeze()
      await fill({ clients: [NORDLICHT] })

      await waitUntil(() => opened.current()?.clients.has('client-n') === true, 3_000)
    } finally {
      gate.close()
    }
  })

  it('reads with a role that can neither see the tables behind the views nor change anything', async () => {
    for (const statement of [
      'select * from delivery.partner_client',
      'select * from delivery.revocation',
      'delete from delivery.access_revocation',
      'update delivery.access_revision set revision = 0',
      'insert into delivery.access_change values (1)',
    ])
      await expect(query(database.urlFor('gateway'), statement)).rejects.toThrow(/permission denied/)
  })
})
