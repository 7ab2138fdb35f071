import type { Principal } from '../../contracts/wire/principal.ts'
import { PARTNER_SCOPES, type PartnerKind } from '../../policies/index.ts'

/** A partner with every scope that its kind may hold, and these records as its own. */
export function partnerOf(
  kind: PartnerKind,
  own: { readonly accountIds?: readonly string[]; readonly supplierIds?: readonly string[] },
): Principal {
  const { accountIds = [], supplierIds = [] } = own
  return {
    subject: 'partner',
    kind: 'PARTNER',
    clientId: 'partner',
    workerId: null,
    partner: { id: 'par_test', kind, accountIds, supplierIds },
    regions: null,
    roles: [],
    scopes: [...PARTNER_SCOPES[kind]],
    amr: [],
    authenticatedAt: null,
  }
}
