import { definePredicate } from './define-predicate.ts'

/** How long a sign-in with a second factor counts, in seconds. */
const MFA_MAX_AGE_SECONDS = 15 * 60
/** Clocks of the issuer and of the gateway may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 5

/** The caller signed in with a second factor (RFC 8176 `mfa`) within the last 15 minutes. */
export const mfa = definePredicate({
  name: 'mfa',
  decidedAt: 'gateway',
  facts: {},
  decide: ({ principal, nowSeconds }) => {
    if (!principal.amr.includes('mfa')) return { allowed: false, reason: 'no second factor was used' }
    if (principal.authenticatedAt === null) return { allowed: false, reason: 'the time of the sign-in is unknown' }
    const ageSeconds = nowSeconds - principal.authenticatedAt
    if (ageSeconds < -CLOCK_TOLERANCE_SECONDS) return { allowed: false, reason: 'the sign-in lies in the future' }
    if (ageSeconds > MFA_MAX_AGE_SECONDS) return { allowed: false, reason: 'the sign-in is older than 15 minutes' }
    return { allowed: true, reason: 'signed in with a second factor within 15 minutes' }
  },
})
