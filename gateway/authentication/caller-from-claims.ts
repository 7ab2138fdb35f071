import { z } from 'zod'
import type { ClaimNames } from './issuer-config.ts'

const Text = z.string().min(1).max(255)
const Words = z.union([z.string().transform((text) => text.split(' ')), z.array(z.string())])

const Caller = z.object({
  subject: Text,
  clientId: Text,
  /** Undefined when the token does not say. */
  scope: Words.optional(),
  roles: z.union([Text.transform((role) => [role]), z.array(z.string())]).default([]),
  workerId: Text.nullable().default(null),
  /** The token calls itself a partner's. Which partner, and with what rights, is for the registry to say. */
  claimsPartner: z.boolean(),
  regions: z.array(Text).nullable().default(null),
  amr: z.array(z.string()).default([]),
  authTime: z.int().nonnegative().nullable().default(null),
})
/** Who a token says that its caller is. What it may do here is decided from it, and from the registry. */
export type Caller = Readonly<z.infer<typeof Caller>>

/**
 * Reads the caller from verified claims. A claim of the wrong type is refused, never repaired. A partner claim counts whatever it
 * says: one that cannot be read must not turn a partner into one of the firm's own people.
 */
export function callerFromClaims(
  claims: Readonly<Record<string, unknown>>,
  { partner, ...names }: ClaimNames,
): { readonly ok: true; readonly caller: Caller } | { readonly ok: false; readonly reason: string } {
  const named = Object.entries(names).map(([part, name]) => [part, readClaim(claims, name)])
  const claimsPartner = readClaim(claims, partner) !== undefined
  const parsed = Caller.safeParse({ ...Object.fromEntries(named), subject: claims.sub, claimsPartner })
  if (parsed.success) return { ok: true, caller: parsed.data }
  return { ok: false, reason: `claim for ${String(parsed.error.issues[0]?.path[0])} missing or malformed` }
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
