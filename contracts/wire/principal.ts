import { z } from 'zod'

/**
 * Who is calling, as the gateway established it from a verified token and as every subgraph receives it inside the signed
 * envelope. Nothing else identifies a caller: headers of the client never do.
 */
export const Principal = z.strictObject({
  /** Stable subject of the token (`sub`). */
  subject: z.string().min(1),
  kind: z.enum(['PERSON', 'PARTNER', 'SERVICE', 'AI_SERVICE']),
  /** OAuth client that obtained the token (`client_id`, RFC 9068). */
  clientId: z.string().min(1),
  /** Canonical worker id of a person of the firm; null for partners and services. */
  workerId: z.string().nullable(),
  /** Partner record, kind, and the records that row rules let it see; null for everybody inside the firm. */
  partner: z
    .strictObject({
      id: z.string(),
      kind: z.enum(['CLIENT', 'SUBCONTRACTOR', 'RESELLER']),
      /** CRM accounts of a client or reseller. */
      accountIds: z.array(z.string()).readonly(),
      /** Supplier records of a subcontractor. */
      supplierIds: z.array(z.string()).readonly(),
    })
    .nullable(),
  /** Regions (`RegionCode`) that a person answers for; null when the issuer does not say, and roles bound to a region see nothing. */
  regions: z.array(z.string()).readonly().nullable(),
  roles: z.array(z.string()).readonly(),
  scopes: z.array(z.string()).readonly(),
  /** Authentication methods (`amr`, RFC 8176), `mfa` among them when a second factor was used. */
  amr: z.array(z.string()).readonly(),
  /** Seconds since the epoch of the sign-in (`auth_time`); null when the issuer does not say. */
  authenticatedAt: z.number().int().nullable(),
})
export type Principal = Readonly<z.infer<typeof Principal>>
