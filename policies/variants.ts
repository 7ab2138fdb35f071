import type { Principal } from '../contracts/wire/principal.ts'
import type { PartnerKind } from './partner-scopes.ts'

/** Part of the graph that a caller sees: the firm's own people all of it, a partner the contract variant of its kind. */
export const VARIANTS = ['internal', 'client', 'subcontractor', 'reseller'] as const
export type Variant = (typeof VARIANTS)[number]

export const VARIANT_OF_PARTNER = {
  CLIENT: 'client',
  SUBCONTRACTOR: 'subcontractor',
  RESELLER: 'reseller',
} as const satisfies Record<PartnerKind, Variant>

/**
 * Variant of a verified caller. It is never the caller's choice: only the token decides.
 *
 * @throws Error for a partner without a record: nothing says which part of the graph that would be.
 */
export function variantOf(principal: Principal | null): Variant {
  if (principal?.partner) return VARIANT_OF_PARTNER[principal.partner.kind]
  if (principal?.kind === 'PARTNER') throw new Error('a partner without a record has no variant')
  return 'internal'
}
