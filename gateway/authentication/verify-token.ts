import jwt from 'jsonwebtoken'
import { z } from 'zod'
import type { IssuerConfig } from './issuer-config.ts'
import type { VerificationKey } from './key-set.ts'

/** Leeway in seconds: clocks of the issuer and of the gateway may differ by this much. */
export const CLOCK_TOLERANCE_SECONDS = 5

/** Claims without which a token is not accepted (RFC 9068, section 2.2), as the types that they must have. */
const VerifiedClaims = z.looseObject({
  sub: z.string().min(1).max(255),
  iat: z.number().nonnegative(),
  exp: z.number().nonnegative(),
  /** By which a token is revoked (RFC 7519, section 4.1.7); one of another type could not be. */
  jti: z.string().min(1).max(255).optional(),
})
export type VerifiedClaims = Readonly<z.infer<typeof VerifiedClaims>>

export type Verification =
  | { readonly ok: true; readonly claims: VerifiedClaims }
  | { readonly ok: false; readonly reason: string }

/** Verifies signature, issuer, audience and lifetime with the first of the keys that fits. `algorithm` is on the allow-list. */
export function verifyToken(
  token: string,
  options: {
    readonly keys: readonly VerificationKey[]
    readonly algorithm: IssuerConfig['algorithms'][number]
    readonly config: Pick<IssuerConfig, 'issuer' | 'audience' | 'maxTokenLifetimeSeconds'>
    readonly nowSeconds: number
  },
): Verification {
  const { keys, algorithm, config, nowSeconds } = options
  let reason = 'no key'
  for (const { key } of keys) {
    try {
      const payload = jwt.verify(token, key, {
        algorithms: [algorithm],
        issuer: config.issuer,
        audience: config.audience,
        clockTimestamp: nowSeconds,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      })
      return checkLifetime(payload, config.maxTokenLifetimeSeconds, nowSeconds)
    } catch (error) {
      reason = error instanceof Error ? error.message : 'verification failed'
    }
  }
  return { ok: false, reason }
}

/** jsonwebtoken checks `exp` and `nbf` when they are there; that they are there, and sane, is checked here. */
function checkLifetime(payload: unknown, maxLifetimeSeconds: number, nowSeconds: number): Verification {
  const parsed = VerifiedClaims.safeParse(payload)
  if (!parsed.success) return { ok: false, reason: `claim ${String(parsed.error.issues[0]?.path[0])} missing or malformed` }
  const { iat, exp } = parsed.data
  if (iat > nowSeconds + CLOCK_TOLERANCE_SECONDS) return { ok: false, reason: 'issued in the future' }
  if (exp - iat > maxLifetimeSeconds) return { ok: false, reason: 'lives too long' }
  return { ok: true, claims: parsed.data }
}
