import type { Principal } from '../contracts/wire/principal.ts'
import type { Scope } from './scopes.ts'

export type PartnerKind = NonNullable<Principal['partner']>['kind']

/**
 * The most that a partner of each kind can ever hold. The issuer grants from these lists, and the gateway cuts a partner's
 * token down to them: an internal scope in a partner's token is a mistake of the issuer, never a right.
 */
export const PARTNER_SCOPES = {
  CLIENT: [
    'partner:projects:read',
    'partner:contracts:read',
    'partner:invoices:read',
    'partner:invoices:dispute',
    'partner:milestones:read',
    'partner:milestones:accept',
    'partner:cr:read',
    'partner:cr:write',
    'partner:profile:read',
  ],
  SUBCONTRACTOR: [
    'partner:projects:read',
    'partner:milestones:read',
    'partner:milestones:submit',
    'partner:po:read',
    'partner:po:ack',
    'partner:bills:read',
    'partner:bills:write',
    'partner:time:read',
    'partner:time:write',
    'partner:profile:read',
    'partner:profile:write',
    'partner:contractors:write',
    'partner:risks:write',
  ],
  RESELLER: ['partner:projects:read', 'partner:deals:read', 'partner:deals:write', 'partner:profile:read'],
} as const satisfies Record<PartnerKind, readonly Scope[]>

/** True when a partner of this kind may hold the scope at all. */
export function mayPartnerHold(kind: PartnerKind, scope: string): boolean {
  const scopes: readonly string[] = PARTNER_SCOPES[kind]
  return scopes.includes(scope)
}

const ANY_KIND: ReadonlySet<string> = new Set(Object.values(PARTNER_SCOPES).flat())

/** True for a scope of partners, which nobody inside the firm can hold. */
export function isPartnerScope(scope: string): boolean {
  return ANY_KIND.has(scope)
}
