import { z } from 'zod'
import { Principal } from '../../contracts/wire/principal.ts'

const StaticClient = z.strictObject({
  partnerId: z.string().min(1),
  kind: Principal.shape.partner.unwrap().shape.kind,
  /** CRM accounts of a client or reseller: whose records row rules let it see. */
  accountIds: z.array(z.string().min(1)).default([]),
  /** Supplier records of a subcontractor. */
  supplierIds: z.array(z.string().min(1)).default([]),
  scopes: z.array(z.string().min(1)).min(1),
  /** From when on its tokens are refused. */
  expiresAt: z.iso.datetime({ offset: true }),
  /** Tokens issued up to then are refused. */
  tokensNotBefore: z.iso.datetime({ offset: true }).optional(),
  revoked: z.boolean().default(false),
})

const DatabaseRegistry = z.strictObject({
  /** Milliseconds between two questions whether anything changed. */
  pollMs: z.int().min(50).max(20_000).default(2_000),
  /** OAuth clients of the firm itself: a binding of one of them to a partner is a mistake, and is ignored with a warning. */
  ownClients: z.array(z.string().min(1)).default([]),
})

/**
 * Where the gateway learns who calls on behalf of a partner. Without it nobody does: a token that calls itself a partner's is
 * refused, and no token can be revoked.
 */
export const PartnersConfig = z
  .strictObject({
    /** Bindings by `client_id`, for a graph without the registry of the delivery subgraph. */
    clients: z.record(z.string().min(1), StaticClient).optional(),
    /** `jti` of access tokens that are refused; with `clients` only. */
    revokedTokenIds: z.array(z.string().min(1)).optional(),
    /** The registry of the delivery subgraph, read with GATEWAY_DATABASE_URL. */
    database: DatabaseRegistry.optional(),
  })
  .refine(({ clients, database }) => (clients === undefined) !== (database === undefined), 'name either "clients" or "database"')
  .refine(({ revokedTokenIds, clients }) => revokedTokenIds === undefined || clients !== undefined, {
    path: ['revokedTokenIds'],
    message: 'goes with "clients"; the database has its own list',
  })
export type PartnersConfig = Readonly<z.infer<typeof PartnersConfig>>
