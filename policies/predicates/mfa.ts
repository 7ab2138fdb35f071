import { definePredicate } from './define-predicate.ts'

/** How long a sign-in with a second factor counts, in seconds. */
const MFA_MAX_AGE_SECONDS = 15 * 60
/** Clocks of the issuer and of the gateway may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 5
const UNUSED = 'no second factor was used'
const UNKNOWN_TIME = 'the time of the sign-in is unknown'
const IN_THE_FUTURE = 'the sign-in lies in the future'
const TOO_OLD = 'the sign-in is older than 15 minutes'
const RECENT = 'signed in with a second factor within 15 minutes'

/** The caller signed in with a second factor (RFC 8176 `mfa`) within the last 15 minutes. */
export const mfa = definePredicate({
  name: 'mfa',
  decidedAt: 'gateway',
  facts: {},
  reasons: [UNUSED, UNKNOWN_TIME, IN_THE_FUTURE, TOO_OLD, RECENT],
  decide: ({ principal, nowSeconds }) => {
    if (!principal.amr.includes('mfa')) return { allowed: false, reason: UNUSED }
    if (principal.authenticatedAt === null) return { allowed: false, reason: UNKNOWN_TIME }
    const ageSeconds = nowSeconds - principal.authenticatedAt
    if (ageSeconds < -CLOCK_TOLERANCE_SECONDS) return { allowed: false, reason: IN_THE_FUTURE }
    if (ageSeconds > MFA_MAX_AGE_SECONDS) return { allowed: false, reason: TOO_OLD }
    return { allowed: true, reason: RECENT }
  },
})
