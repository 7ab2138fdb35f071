import type { Principal } from '../../contracts/wire/principal.ts'
import { isKnownRole, isKnownScope, isPartnerScope, mayPartnerHold, scopesOfRoles } from '../../policies/index.ts'
import type { PartnerBinding } from '../registry/partner-registry.ts'
import type { Caller } from './caller-from-claims.ts'

type IsScope = (scope: string) => boolean

/**
 * The caller as one of the firm's own people or services. Roles and scopes that mean nothing here are dropped, and so are those
 * of partners: row rules would let a caller without a partner see the rows of all of them.
 */
export function firmPrincipal(caller: Caller, isScope: IsScope): Principal {
  const { subject, clientId, scope, workerId, regions, amr, authTime } = caller
  const roles = caller.roles.filter(isKnownRole)
  const granted: ReadonlySet<string> = new Set(scope ?? scopesOfRoles(roles))
  return {
    subject,
    kind: kindOf({ roles, workerId, isOwnClient: subject === clientId }),
    clientId,
    workerId,
    partner: null,
    regions,
    roles,
    scopes: [...granted].filter((name) => isScope(name) && !isPartnerScope(name)),
    amr,
    authenticatedAt: authTime,
  }
}

/**
 * The caller as a partner. Everything that makes it one comes from the registry; of the token, only what narrows: a token that
 * names scopes gets those of them that the registry grants.
 */
export function partnerPrincipal(caller: Caller, { partner, scopes }: PartnerBinding, isScope: IsScope): Principal {
  const { subject, clientId, scope, amr, authTime } = caller
  // A scope of another graph is no business of the kinds of partner here: it counts when the registry grants it.
  const mayHold = (name: string) => isScope(name) && (!isKnownScope(name) || mayPartnerHold(partner.kind, name))
  const asked = scope === undefined ? null : new Set(scope)
  return {
    subject,
    kind: 'PARTNER',
    clientId,
    workerId: null,
    partner,
    regions: null,
    roles: [],
    scopes: scopes.filter((name) => mayHold(name) && (asked === null || asked.has(name))),
    amr,
    authenticatedAt: authTime,
  }
}

/** A client that acts for itself has its own id as subject (RFC 9068, section 2.2). */
function kindOf(caller: {
  readonly roles: readonly string[]
  readonly workerId: string | null
  readonly isOwnClient: boolean
}): Principal['kind'] {
  if (caller.roles.includes('ai_service')) return 'AI_SERVICE'
  return caller.workerId === null && caller.isOwnClient ? 'SERVICE' : 'PERSON'
}
