import pg from 'pg'
import { PERSONAS } from './personas.ts'

/** Who stands as the registrar of the personas' firms. */
const ACTOR = 'npm start'

/**
 * Binds the clients of partner personas in the registry, with which partner they are for the gateway. Called by every start:
 * it adds what is missing and renews what is about to expire, and leaves alone what somebody has revoked.
 */
export async function bindPersonas(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query('begin')
    for (const { name, displayName, scopes, partner } of PERSONAS) {
      if (partner === null) continue
      const { id, kind, accountId, supplierId } = partner
      await client.query(
        `insert into delivery.partner (id, kind, name, account_id, supplier_id, registered_by) values ($1, $2, $3, $4, $5, $6)
         on conflict do nothing`,
        [id, kind, displayName, accountId, supplierId, ACTOR],
      )
      await client.query(
        `insert into delivery.partner_client as c (id, partner_id, name, scopes, expires_at, issued_by)
         select $1, id, $3, $4, now() + interval '365 days', $5 from delivery.partner where id = $2
         on conflict (id) do update set expires_at = excluded.expires_at, updated_at = now(), revision = c.revision + 1
         where c.revoked_at is null and c.expires_at < now() + interval '30 days'`,
        [name, id, `${displayName} (demo)`, [...scopes], ACTOR],
      )
    }
    await client.query('commit')
  } finally {
    await client.end()
  }
}
