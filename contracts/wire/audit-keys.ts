import { createHmac, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto'
import { type NamedSecret, SecretList } from './secret-list.ts'

/** One secret of the audit, kept outside the database; `id` says which one was used. */
export type AuditSecret = NamedSecret

/** The first one is used, the others still verify and resolve what was written before. */
export const AuditSecrets = SecretList

/** PKCS #8 frame of an Ed25519 private key, before its 32 bytes (RFC 8410, section 7). */
const ED25519_FRAME = Buffer.from('302e020100300506032b657004220420', 'hex')

/** What one secret gives: both are derived for their purpose (HKDF-SHA256, RFC 5869), so that neither tells of the other. */
export interface AuditKey {
  readonly id: string
  /** Ed25519: signs checkpoints. */
  readonly privateKey: KeyObject
  /** Verifies them; may be given to an auditor who must not be able to sign. */
  readonly publicKey: KeyObject
  /** Name of a person or of an idempotency key in the trail: the same each time, and meaningless without the secret. */
  pseudonymOf(value: string): string
}

export function createAuditKey({ id, secret }: AuditSecret): AuditKey {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'delivery-graph audit checkpoint', 32))
  const pseudonymSecret = Buffer.from(hkdfSync('sha256', secret, '', 'delivery-graph audit pseudonym', 32))
  const privateKey = createPrivateKey({ key: Buffer.concat([ED25519_FRAME, seed]), format: 'der', type: 'pkcs8' })
  return {
    id,
    privateKey,
    publicKey: createPublicKey(privateKey),
    pseudonymOf: (value) => `${id}.${createHmac('sha256', pseudonymSecret).update(value).digest('base64url')}`,
  }
}
