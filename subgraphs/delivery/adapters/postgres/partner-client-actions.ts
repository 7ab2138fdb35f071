import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { PARTNER_SCOPES } from '../../../../policies/index.ts'
import type { Call, Write, WriteError, WriteOptions } from '../../../shared/port.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { createWriter, refuse } from '../../../shared/postgres/write.ts'
import type { Partner, PartnerClient, PartnerClientAction, PartnerClientDraft } from '../../partner-port.ts'
import { checkIdempotencyKey, checkReason } from '../../rules/input-rules.ts'
import { checkClientId, checkPartnerClient, checkScopes, checkWriter } from '../../rules/partner-rules.ts'
import { PARTNER_CLIENTS, PARTNERS } from './records.ts'

const NO_PARTNER: WriteError = { code: 'NOT_FOUND', message: 'There is no such partner.', field: ['input', 'partnerId'] }
const NO_CLIENT: WriteError = { code: 'NOT_FOUND', message: 'There is no such client.', field: ['input', 'clientId'] }

/** Issues, rotates and revokes the clients of partners. */
export function createPartnerClientActions(db: Database) {
  const write = createWriter(db, 'delivery')
  const reader = createReader(db, PARTNER_CLIENTS)

  async function create(draft: PartnerClientDraft, options: WriteOptions, call: Call): Promise<Write<PartnerClient>> {
    const faults = [
      ...checkWriter(call),
      ...checkIdempotencyKey(options.idempotencyKey),
      ...checkPartnerClient(draft, call, Date.now()),
    ]
    if (faults.length > 0) return { ok: false, errors: faults }
    const on = [{ source: PARTNERS, id: draft.partnerId, missing: NO_PARTNER }]
    return write<PartnerClient>(
      { operation: 'issuePartnerClient', input: draft, options, call, on },
      reader,
      async (transaction) => {
        const { partnerId, name, expiresAt } = draft
        const { rows } = await sql<Pick<Partner, 'kind'>>`select kind from delivery.partner
        where id = ${partnerId}`.execute(transaction)
        const [partner] = rows
        if (partner === undefined) return refuse(NO_PARTNER)
        const scopes = [...new Set(draft.scopes ?? PARTNER_SCOPES[partner.kind])]
        const foreign = checkScopes(partner.kind, scopes)
        if (foreign.length > 0) return refuse(...foreign)
        const id = draft.clientId ?? `pcl_${randomUUID().replaceAll('-', '')}`
        const inserted = await sql`insert into delivery.partner_client (id, partner_id, name, scopes, expires_at, issued_by)
        values (${id}, ${partnerId}, ${name}, ${scopes}::text[], ${expiresAt}::timestamptz, ${call.principal.subject})
        on conflict do nothing returning id`.execute(transaction)
        if (inserted.rows.length > 0) return { ok: true, id }
        // A binding never moves to another partner: tokens that are under way would change whose they are.
        return refuse({ code: 'CONFLICT', message: 'This client is bound to a partner already.', currentRevision: null })
      },
    )
  }

  async function act(id: string, action: PartnerClientAction, options: WriteOptions, call: Call): Promise<Write<PartnerClient>> {
    const faults = [
      ...checkWriter(call),
      ...checkIdempotencyKey(options.idempotencyKey),
      ...checkClientId(id),
      ...checkReason(action),
    ]
    if (faults.length > 0) return { ok: false, errors: faults }
    const { kind, reason } = action
    const operation = kind === 'rotate' ? 'rotatePartnerClient' : 'revokePartnerClient'
    const on = [{ source: reader.source, id, missing: NO_CLIENT }]
    return write<PartnerClient>({ operation, input: { id, reason }, options, call, on }, reader, async (transaction) => {
      const { rows } = await sql<{ revoked: boolean }>`select revoked_at is not null as revoked from delivery.partner_client
        where id = ${id} for update`.execute(transaction)
      const [client] = rows
      if (client === undefined) return refuse(NO_CLIENT)
      if (client.revoked) {
        const message = 'The client was revoked before.'
        return refuse({ code: 'INVALID_STATE', message, currentState: 'REVOKED', allowedStates: [] })
      }
      const now = kind === 'rotate' ? sql.ref('tokens_not_before') : sql.ref('revoked_at')
      await sql`update delivery.partner_client set ${now} = clock_timestamp(), revision = revision + 1, updated_at = now()
        where id = ${id}`.execute(transaction)
      await sql`insert into delivery.revocation (id, subject, client_id, reason, actor)
        values (${`rev_${randomUUID().replaceAll('-', '')}`}, 'CLIENT', ${id}, ${reason}, ${call.principal.subject})`.execute(
        transaction,
      )
      return { ok: true, id }
    })
  }

  return { create, act }
}
