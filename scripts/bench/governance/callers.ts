import { generateKeyPairSync } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { ALL_SCOPES } from './fixture-graph.ts'

export const AUDIENCE = 'bench'
/** Different tokens: a gateway does not see one caller only. */
const CALLERS = 20

export interface Callers {
  /** What the issuer publishes (RFC 7517). */
  readonly keySet: string
  /** Values of the authorization header. */
  readonly authorizations: readonly string[]
}

/** Signs access tokens as an issuer does (RFC 9068), for people who may see the whole graph. */
export function createCallers(issuer: string, clientId: string): Callers {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keySet = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'bench', use: 'sig', alg: 'RS256' }] }
  const authorizations = Array.from({ length: CALLERS }, (_, at) => {
    const claims = { client_id: clientId, scope: ALL_SCOPES.join(' ') }
    const options = { issuer, audience: AUDIENCE, subject: `user:bench-${at}`, jwtid: `bench-${at}`, expiresIn: 3_600 } as const
    return `Bearer ${jwt.sign(claims, privateKey, { ...options, algorithm: 'RS256', keyid: 'bench' })}`
  })
  return { keySet: JSON.stringify(keySet), authorizations }
}
