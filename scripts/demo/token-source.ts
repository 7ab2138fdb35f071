import { requestPersonaToken } from '../identity-provider/request-token.ts'

/** Seconds before the end of its life at which a token is replaced. */
const RENEW_BEFORE_SECONDS = 60

/** Access tokens of personas from the development issuer, each asked for once and renewed before it expires. */
export function createTokenSource(issuer: string, cliSecret: string): (persona: string) => Promise<string> {
  const known = new Map<string, { readonly token: Promise<string>; readonly renewAtMs: number }>()
  return (persona) => {
    const cached = known.get(persona)
    if (cached !== undefined && cached.renewAtMs > Date.now()) return cached.token
    const answer = requestPersonaToken({ issuer, cliSecret, persona })
    const token = answer.then(({ access_token }) => access_token)
    known.set(persona, { token, renewAtMs: Number.POSITIVE_INFINITY })
    answer.then(
      ({ expires_in }) => known.set(persona, { token, renewAtMs: Date.now() + (expires_in - RENEW_BEFORE_SECONDS) * 1000 }),
      () => known.delete(persona),
    )
    return token
  }
}
