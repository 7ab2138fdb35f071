import { PARTNER_SCOPES } from '../../../policies/index.ts'
import type {
  AccessTokenRevocationResolvers,
  ClientRevocationResolvers,
  PartnerClientResolvers,
  PartnerResolvers,
} from '../schema.generated.ts'
import { present, reference } from './present.ts'

export const Partner: PartnerResolvers = {
  __resolveReference: ({ id }, { partners }) => partners.byId(id),
  account: ({ accountId }) => reference('Account', accountId),
  supplier: ({ supplierId }) => reference('Supplier', supplierId),
  allowedScopes: ({ kind }) => PARTNER_SCOPES[kind],
  clients: ({ id }, _, { partnerClients }) => partnerClients.byKey('partnerId', id),
}

export const PartnerClient: PartnerClientResolvers = {
  partner: async ({ partnerId }, _, { partners }) => present(await partners.byId(partnerId), 'Partner', partnerId),
  status: ({ revokedAt, expiresAt }) => {
    if (revokedAt !== null) return 'REVOKED'
    // Real time, by which tokens live; the business clock of the demo stands elsewhere.
    return Date.parse(expiresAt) <= Date.now() ? 'EXPIRED' : 'ACTIVE'
  },
  revocations: async ({ id }, _, { clientRevocations }) => {
    const found = await clientRevocations.byKey('clientId', id)
    return found.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
  },
}

export const ClientRevocation: ClientRevocationResolvers = {
  revokedBy: ({ actor }) => actor,
  revokedAt: ({ createdAt }) => createdAt,
}

export const AccessTokenRevocation: AccessTokenRevocationResolvers = {
  revokedBy: ({ actor }) => actor,
  revokedAt: ({ createdAt }) => createdAt,
}
