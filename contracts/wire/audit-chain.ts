import { createHash, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'
import type { AuditKey } from './audit-keys.ts'
import type { AuditEntry, AuditRecord } from './audit-record.ts'
import { canonicalJson } from './canonical-json.ts'

/** A record as it is stored: the text that was hashed, to the letter, and its hash. */
export interface ChainRow {
  readonly chain: string
  readonly sequence: number
  /** The same instant as `at` of the record. */
  readonly recordedAt: string
  /** Hash of the row before, or `genesisHash` of the chain. */
  readonly previous: string
  /** sha-256 over `previous`, a line end and `record`, hexadecimal. */
  readonly hash: string
  /** Canonical JSON of an `AuditRecord`. */
  readonly record: string
}

/** A signed statement that a chain had this hash at this place at this time. It must be kept where who writes the rows cannot. */
export const Checkpoint = z.strictObject({
  chain: z.string(),
  sequence: z.int().positive(),
  hash: z.string(),
  /** Real time, RFC 3339 in UTC. */
  signedAt: z.string(),
  keyId: z.string(),
  /** Ed25519 over the canonical JSON of the other members but `keyId`, base64url. */
  signature: z.string(),
})
export type Checkpoint = Readonly<z.infer<typeof Checkpoint>>

/** What the first row of a chain has before it: a chain cannot be passed off as another. */
export const genesisHash = (chain: string): string => createHash('sha256').update(`delivery-graph audit ${chain}`).digest('hex')

export const chainHash = (previous: string, record: string): string =>
  createHash('sha256').update(previous).update('\n').update(record).digest('hex')

/** The end of a chain to which the next row is added. */
export interface ChainEnd {
  readonly chain: string
  /** 0 for a chain without rows. */
  readonly sequence: number
  readonly hash: string
}

export const emptyChain = (chain: string): ChainEnd => ({ chain, sequence: 0, hash: genesisHash(chain) })

/** The row that an entry becomes after `end`. `at` is real time, RFC 3339 in UTC. */
export function nextRow({ chain, sequence, hash: previous }: ChainEnd, at: string, entry: AuditEntry): ChainRow {
  const whole: AuditRecord = { version: 2, chain, sequence: sequence + 1, at, entry }
  const record = canonicalJson(whole)
  return { chain, sequence: sequence + 1, recordedAt: at, previous, hash: chainHash(previous, record), record }
}

export function signCheckpoint({ chain, sequence, hash }: ChainEnd, signedAt: string, key: AuditKey): Checkpoint {
  const signature = sign(null, statement({ chain, sequence, hash, signedAt }), key.privateKey).toString('base64url')
  return { chain, sequence, hash, signedAt, keyId: key.id, signature }
}

/** True when the checkpoint was signed by the key that it names. */
export function isSigned(checkpoint: Checkpoint, publicKeys: ReadonlyMap<string, KeyObject>): boolean {
  const publicKey = publicKeys.get(checkpoint.keyId)
  if (publicKey === undefined) return false
  return verify(null, statement(checkpoint), publicKey, Buffer.from(checkpoint.signature, 'base64url'))
}

/** Nothing else that this key may ever sign begins like this. */
function statement({ chain, sequence, hash, signedAt }: Omit<Checkpoint, 'keyId' | 'signature'>): Buffer {
  return Buffer.from(`delivery-graph audit checkpoint\n${canonicalJson({ chain, sequence, hash, signedAt })}`)
}
