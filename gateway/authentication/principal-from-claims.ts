import { z } from 'zod'
import { Principal } from '../../contracts/wire/principal.ts'
import { isKnownRole, mayPartnerHold, scopesOfRoles } from '../../policies/index.ts'
import type { ClaimNames } from './issuer-config.ts'

const Text = z.string().min(1).max(255)
const Words = z.union([z.string().transform((text) => text.split(' ')), z.array(z.string())])

const Mapped = z.object({
  sub: Text,
  clientId: Text,
  scope: Words.optional(),
  roles: z.union([Text.transform((role) => [role]), z.array(z.string())]).default([]),
  workerId: Text.nullable().default(null),
  partner: Principal.shape.partner
    .unwrap()
    .extend({ accountIds: z.array(Text).default([]), supplierIds: z.array(Text).default([]) })
    .strip()
    .optional(),
  regions: z.array(Text).nullable().default(null),
  amr: z.array(z.string()).default([]),
  authTime: z.int().nonnegative().nullable().default(null),
})

/**
 * Builds the caller from verified claims. A claim of the wrong type is refused, never repaired: a partner claim that cannot be
 * read must not turn a partner into one of the firm's own people. Unknown roles and scopes are dropped, and a partner keeps
 * only what its kind may hold.
 */
export function principalFromClaims(
  claims: Readonly<Record<string, unknown>>,
  names: ClaimNames,
  isScope: (scope: string) => boolean,
): { readonly ok: true; readonly principal: Principal } | { readonly ok: false; readonly reason: string } {
  const named = Object.entries(names).map(([part, name]) => [part, readClaim(claims, name)])
  const mapped = Mapped.safeParse({ ...Object.fromEntries(named), sub: claims.sub })
  if (!mapped.success) return { ok: false, reason: `claim for ${String(mapped.error.issues[0]?.path[0])} missing or malformed` }

  const { sub, clientId, scope, workerId, regions, amr, authTime } = mapped.data
  const partner = mapped.data.partner ?? null
  const roles = partner === null ? mapped.data.roles.filter(isKnownRole) : []
  const granted = [...new Set(scope ?? scopesOfRoles(roles))].filter(isScope)
  return {
    ok: true,
    principal: {
      subject: sub,
      kind: kindOf({ partner, roles, workerId, isOwnClient: sub === clientId }),
      clientId,
      workerId: partner === null ? workerId : null,
      partner,
      regions: partner === null ? regions : null,
      roles,
      scopes: partner === null ? granted : granted.filter((name) => mayPartnerHold(partner.kind, name)),
      amr,
      authenticatedAt: authTime,
    },
  }
}

/** A client that acts for itself has its own id as subject (RFC 9068, section 2.2). */
function kindOf(caller: {
  readonly partner: Principal['partner']
  readonly roles: readonly string[]
  readonly workerId: string | null
  readonly isOwnClient: boolean
}): Principal['kind'] {
  if (caller.partner !== null) return 'PARTNER'
  if (caller.roles.includes('ai_service')) return 'AI_SERVICE'
  return caller.workerId === null && caller.isOwnClient ? 'SERVICE' : 'PERSON'
}

/** A top-level claim by its name, or any value by its JSON Pointer (RFC 6901). */
function readClaim(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (!name.startsWith('/')) return ownValue(claims, name)
  const steps = name
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return steps.reduce<unknown>(ownValue, claims)
}

function ownValue(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Reflect.get(value, name)
}
