import { createPublicKey } from 'node:crypto'
import jwksRsa from 'jwks-rsa'
import { z } from 'zod'
import { type IssuerConfig, isTrustworthyUrl } from './issuer-config.ts'
import type { VerificationKey } from './key-set.ts'

/** Time that one answer of the issuer may take, in milliseconds. */
const TIMEOUT_MS = 3_000
/** A key set is some kilobytes; more is a fault or an attack. */
const MAX_BODY_BYTES = 256 * 1_024
const MAX_KEYS = 50
/** NIST SP 800-131A: shorter RSA keys are no longer acceptable. */
const MIN_RSA_BITS = 2_048

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() })
const KeySetDocument = z.object({ keys: z.array(z.looseObject({ key_ops: z.array(z.string()).optional() })) })

/**
 * Fetches the public keys of an issuer: from `jwksUri`, else from where its discovery document points (OpenID Connect
 * Discovery 1.0, section 4). jwks-rsa parses them and drops single keys that it cannot use.
 *
 * @throws when the issuer does not answer properly or offers no usable key; the caller then keeps what it has.
 */
export async function fetchKeys({
  issuer,
  jwksUri,
}: Pick<IssuerConfig, 'issuer' | 'jwksUri'>): Promise<readonly VerificationKey[]> {
  const uri = jwksUri ?? (await discoverJwksUri(issuer))
  const client = new jwksRsa.JwksClient({ jwksUri: uri, cache: false, rateLimit: false, fetcher: readKeySetDocument })
  const signingKeys = await client.getSigningKeys()
  const keys = signingKeys
    .map((signingKey) => {
      // The types of jwks-rsa promise both, but a key of the document may have neither.
      const { kid, alg }: { readonly kid: string | undefined; readonly alg: string | undefined } = signingKey
      return { id: kid, algorithm: alg, key: createPublicKey(signingKey.getPublicKey()) }
    })
    .filter(({ key }) => (key.asymmetricKeyDetails?.modulusLength ?? MIN_RSA_BITS) >= MIN_RSA_BITS)
  if (keys.length === 0) throw new Error('the key set holds no usable key')
  return keys
}

async function discoverJwksUri(issuer: string): Promise<string> {
  const document = Discovery.parse(await readJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`))
  // Section 4.3: another issuer in the document means that somebody else answered.
  if (document.issuer !== issuer) throw new Error('the discovery document is of another issuer')
  if (!isTrustworthyUrl(document.jwks_uri)) throw new Error('the discovery document points to plain http')
  return document.jwks_uri
}

async function readKeySetDocument(uri: string) {
  const { keys } = KeySetDocument.parse(await readJson(uri))
  return { keys: keys.filter(({ key_ops }) => key_ops?.includes('verify') ?? true).slice(0, MAX_KEYS) }
}

async function readJson(url: string): Promise<unknown> {
  // A redirect could lead to a host that nobody configured.
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json' },
  })
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_BODY_BYTES) throw new Error('the answer of the issuer is too large')
    chunks.push(chunk)
  }
  if (response.status !== 200) throw new Error(`the issuer answered ${response.status}`)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}
