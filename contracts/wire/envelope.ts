import { createHash, createSecretKey, hkdfSync, type KeyObject, randomUUID } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { z } from 'zod'
import { Principal } from './principal.ts'

/** Header that carries the envelope of a request from the gateway to a subgraph. */
export const ENVELOPE_HEADER = 'x-delivery-envelope'
const ISSUER = 'delivery-graph-gateway'
/** Longest life of an envelope in seconds (architecture.md 5). */
export const ENVELOPE_MAX_AGE_SECONDS = 60

/** One signing key: `id` travels in the header, `secret` is the master secret (gateway) or the audience's own key (subgraph). */
export interface EnvelopeKey {
  readonly id: string
  readonly secret: string
}

/** An obligation that the gateway passes on because the facts for the decision live in the subgraph. */
export const Obligation = z.strictObject({ coordinate: z.string(), policy: z.string() })
export type Obligation = Readonly<z.infer<typeof Obligation>>

const Claims = z.object({
  iss: z.literal(ISSUER),
  aud: z.string(),
  iat: z.number(),
  exp: z.number(),
  jti: z.string().min(16),
  /** base64url sha-256 of the exact body bytes. */
  digest: z.string(),
  /** Request id of the gateway, the correlation id of everything that this request causes. */
  requestId: z.string().min(1),
  principal: Principal,
  obligations: z.array(Obligation).readonly(),
})
export type Envelope = Readonly<z.infer<typeof Claims>>

/**
 * Key of one subgraph, derived from the gateway's master secret (HKDF-SHA256, RFC 5869), so that a subgraph that loses its
 * key lets nobody speak to another subgraph.
 */
export function subgraphKey(master: EnvelopeKey, audience: string): EnvelopeKey {
  const derived = hkdfSync('sha256', master.secret, '', `delivery-graph envelope ${audience}`, 32)
  return { id: master.id, secret: Buffer.from(derived).toString('base64url') }
}

const keyObjects = new WeakMap<EnvelopeKey, KeyObject>()

/**
 * The secret as jsonwebtoken wants it. Given text, that library first tries to read it as a PEM key in every call, which cost an
 * eighth of the CPU of gateway and subgraphs.
 */
function keyObjectOf(key: EnvelopeKey): KeyObject {
  const known = keyObjects.get(key) ?? createSecretKey(key.secret, 'utf8')
  keyObjects.set(key, known)
  return known
}

export function bodyDigest(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('base64url')
}

/** Seals one request: signs principal, obligations and body digest for one audience. `key` is the audience's own key. */
export function sealEnvelope(
  key: EnvelopeKey,
  request: {
    readonly audience: string
    readonly body: string | Uint8Array
    readonly requestId: string
    readonly principal: Principal
    readonly obligations: readonly Obligation[]
  },
): string {
  const { audience, body, requestId, principal, obligations } = request
  return jwt.sign({ digest: bodyDigest(body), requestId, principal, obligations }, keyObjectOf(key), {
    algorithm: 'HS256',
    keyid: key.id,
    issuer: ISSUER,
    audience,
    jwtid: randomUUID(),
    expiresIn: 30,
  })
}

/** What became of an envelope: the claims, or the reason of the refusal (for the log, never for the caller). */
export type EnvelopeVerdict = { readonly ok: true; readonly envelope: Envelope } | { readonly ok: false; readonly reason: string }

/** Opens an envelope: signature by a known key, audience, lifetime and body digest. Single use is the caller's nonce cache. */
export function openEnvelope(
  keys: readonly EnvelopeKey[],
  request: { readonly audience: string; readonly token: string | undefined; readonly body: string | Uint8Array },
): EnvelopeVerdict {
  if (request.token === undefined) return { ok: false, reason: 'envelope missing' }
  try {
    const keyId = jwt.decode(request.token, { complete: true })?.header.kid
    const key = keys.find(({ id }) => id === keyId)
    if (key === undefined) return { ok: false, reason: 'envelope key unknown' }
    const claims = Claims.safeParse(
      jwt.verify(request.token, keyObjectOf(key), { algorithms: ['HS256'], issuer: ISSUER, audience: request.audience }),
    )
    if (!claims.success) return { ok: false, reason: 'envelope claims malformed' }
    const { iat, exp, digest } = claims.data
    if (exp - iat > ENVELOPE_MAX_AGE_SECONDS) return { ok: false, reason: 'envelope lives too long' }
    if (digest !== bodyDigest(request.body)) return { ok: false, reason: 'envelope is of another body' }
    return { ok: true, envelope: claims.data }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : 'envelope refused' }
  }
}
