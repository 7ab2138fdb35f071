import { z } from 'zod'

/** Asymmetric algorithms only: with a shared secret, whoever can verify a token can also forge one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const

/** Name of a top-level claim, or a JSON Pointer (RFC 6901) such as `/realm_access/roles` for a nested one. */
const ClaimName = z.string().min(1)

/** Which claim of the token gives which part of the caller. Defaults are those of RFC 9068 and of the development issuer. */
const ClaimNames = z.strictObject({
  /** Text separated by spaces, or a list. Present: it alone decides. Absent: the scopes of the roles. */
  scope: ClaimName.default('scope'),
  roles: ClaimName.default('roles'),
  workerId: ClaimName.default('worker_id'),
  /**
   * `{ "id": "par_…", "kind": "CLIENT" | "SUBCONTRACTOR" | "RESELLER", "accountIds": [], "supplierIds": [] }`; absent for the
   * firm's own callers.
   */
  partner: ClaimName.default('partner'),
  /** Regions that a person answers for, as a list. */
  regions: ClaimName.default('regions'),
  clientId: ClaimName.default('client_id'),
  amr: ClaimName.default('amr'),
  authTime: ClaimName.default('auth_time'),
})
export type ClaimNames = Readonly<z.infer<typeof ClaimNames>>

const KeyUrl = z.url().refine(isTrustworthyUrl, 'must be https; plain http is accepted on the loopback interface only')

/** One issuer whose access tokens the gateway accepts. Its keys verify its own tokens and no others. */
export const IssuerConfig = z
  .strictObject({
    /** `iss` of the tokens, compared character by character. */
    issuer: z.url(),
    /** `aud` that a token must carry, so that a token for another service opens nothing here. */
    audience: z.string().min(1),
    algorithms: z.array(z.enum(ALGORITHMS)).min(1).default(['RS256', 'ES256']),
    /** Where the keys are; without it, OpenID discovery below the issuer tells. */
    jwksUri: KeyUrl.optional(),
    /** Longest accepted distance from `iat` to `exp`, in seconds. Issuers commonly grant 5 to 90 minutes. */
    maxTokenLifetimeSeconds: z.int().positive().max(86_400).default(7_200),
    claims: ClaimNames.prefault({}),
  })
  .refine(({ issuer, jwksUri }) => jwksUri !== undefined || isTrustworthyUrl(issuer), {
    path: ['issuer'],
    message: 'must be https for discovery; plain http is accepted on the loopback interface only',
  })
export type IssuerConfig = Readonly<z.infer<typeof IssuerConfig>>

/** The issuers of a gateway: at least one, each named once. */
export const IssuerConfigs = z
  .array(IssuerConfig)
  .min(1)
  .refine((issuers) => new Set(issuers.map(({ issuer }) => issuer)).size === issuers.length, 'an issuer is listed twice')

/** Keys that travel in the clear can be swapped on the way, except on this machine. */
export function isTrustworthyUrl(text: string): boolean {
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || (protocol === 'http:' && /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname))
}
