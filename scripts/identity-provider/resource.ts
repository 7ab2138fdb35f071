import type { ResourceServer } from 'oidc-provider'
import { SCOPES } from '../../policies/index.ts'

/** `aud` of every access token for the graph. */
export const GRAPH_AUDIENCE = 'delivery-graph'
/** Resource indicator of the graph (RFC 8707 wants an absolute URI). */
export const GRAPH_RESOURCE = 'urn:delivery-graph:api'
/** Life of an access token unless the command line asks for another, in seconds. */
export const ACCESS_TOKEN_SECONDS = 15 * 60

export type SigningAlgorithm = 'RS256' | 'ES256'

/** How access tokens for the graph look: signed JWTs (RFC 9068) that may carry any scope of the registry. */
export function graphResource(algorithm: SigningAlgorithm): ResourceServer {
  return {
    scope: Object.keys(SCOPES).join(' '),
    audience: GRAPH_AUDIENCE,
    accessTokenTTL: ACCESS_TOKEN_SECONDS,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: algorithm } },
  }
}
