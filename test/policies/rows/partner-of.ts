import type { Principal } from '../../../contracts/wire/principal.ts'
import { PARTNER_SCOPES, type PartnerKind } from '../../../policies/index.ts'
import { person } from '../../gateway/support/principal.ts'

/** A partner of a kind with these accounts, and with all that a partner of this kind may hold. */
export const partnerOf = (kind: PartnerKind, accountIds: readonly string[]): Principal =>
  person(PARTNER_SCOPES[kind], { kind: 'PARTNER', partner: { id: 'par_test', kind, accountIds, supplierIds: ['sup_test'] } })
