import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { z } from 'zod'
import { type ChainRow, Checkpoint } from '../../contracts/wire/audit-chain.ts'
import type { AuditKey } from '../../contracts/wire/audit-keys.ts'
import { canonicalJson } from '../../contracts/wire/canonical-json.ts'
import { operatorFault } from '../operator-fault.ts'
import { type TimeRange, withStoredTrail } from './stored-trail.ts'
import { createTrailCheck } from './trail-check.ts'
import type { Verification } from './verify-stored-trail.ts'

const FORMAT = 'delivery-graph-audit-export/1'

/** What an export says about itself, signed: enough to check it without the database and without a secret. */
const Manifest = z.strictObject({
  format: z.literal(FORMAT),
  exportedAt: z.string(),
  since: z.string().nullable(),
  until: z.string().nullable(),
  rows: z.int(),
  /** sha-256 of records.jsonl, hexadecimal. */
  sha256: z.string(),
  /** The piece of each chain that is in it, and the hash before its first row. */
  chains: z.array(
    z.strictObject({ chain: z.string(), firstSequence: z.int(), previous: z.string(), lastSequence: z.int(), hash: z.string() }),
  ),
  /** Newest checkpoint of each chain within the piece. */
  checkpoints: z.array(Checkpoint),
})
type Manifest = Readonly<z.infer<typeof Manifest>>
const Signed = z.strictObject({ manifest: Manifest, keyId: z.string(), signature: z.string() })

const RECORDS = 'records.jsonl'
const VERIFICATION = 'verification.json'
const PUBLIC_KEYS = 'public-keys.json'

/** Writes the rows of a range, one JSON object a line, and beside them what proves them. Resolves to the number of rows. */
export function exportTrail(url: string, folder: string, range: TimeRange, keys: readonly AuditKey[]): Promise<number> {
  const [key] = keys
  if (key === undefined) throw operatorFault('an export is signed: it needs a key')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return withStoredTrail(url, async (trail) => {
    const out = createWriteStream(path.join(folder, RECORDS), { mode: 0o600 })
    const sha256 = createHash('sha256')
    const chains = new Map<string, Manifest['chains'][number]>()
    const checkpoints = new Map<string, Checkpoint>()
    let rows = 0
    for await (const { row, checkpoint } of trail.rows(range)) {
      const line = `${JSON.stringify(row)}\n`
      sha256.update(line)
      rows += 1
      if (!out.write(line)) await once(out, 'drain')
      const first = chains.get(row.chain) ?? { chain: row.chain, firstSequence: row.sequence, previous: row.previous }
      chains.set(row.chain, { ...first, lastSequence: row.sequence, hash: row.hash })
      if (checkpoint !== null) checkpoints.set(row.chain, checkpoint)
    }
    out.end()
    await finished(out)
    const manifest: Manifest = {
      format: FORMAT,
      exportedAt: new Date().toISOString(),
      since: range.since ?? null,
      until: range.until ?? null,
      rows,
      sha256: sha256.digest('hex'),
      chains: [...chains.values()],
      checkpoints: [...checkpoints.values()],
    }
    const signature = sign(null, statementOf(manifest), key.privateKey).toString('base64url')
    writeJson(path.join(folder, VERIFICATION), { manifest, keyId: key.id, signature })
    writeJson(path.join(folder, PUBLIC_KEYS), publicKeysText(keys))
    return rows
  })
}

/**
 * Checks an export by itself. The public keys have to come another way than the export does.
 *
 * @throws an operator fault when the export is incomplete or not signed by one of the keys: nothing in it can be believed then.
 */
export async function verifyExport(folder: string, publicKeys: ReadonlyMap<string, KeyObject>): Promise<Verification> {
  const { manifest, keyId, signature } = readSigned(path.join(folder, VERIFICATION))
  const publicKey = publicKeys.get(keyId)
  if (publicKey === undefined || !verify(null, statementOf(manifest), publicKey, Buffer.from(signature, 'base64url')))
    throw operatorFault(`${path.join(folder, VERIFICATION)} is not signed by a key that was given (it names ${keyId})`)
  const starts = manifest.chains.map(
    ({ chain, firstSequence, previous }) => [chain, { sequence: firstSequence - 1, hash: previous }] as const,
  )
  const check = createTrailCheck(publicKeys, new Map(starts))
  const wanted = new Map(manifest.checkpoints.map((checkpoint) => [placeOf(checkpoint), checkpoint]))
  let rows = 0
  let damagedLines = 0
  for await (const line of createInterface({ input: createReadStream(path.join(folder, RECORDS)) })) {
    const row = parseRow(line)
    if (row === undefined) damagedLines += 1
    else {
      check.row(row, wanted.get(placeOf(row)) ?? null)
      wanted.delete(placeOf(row))
      rows += 1
    }
  }
  for (const checkpoint of wanted.values()) check.attest(checkpoint, undefined, 'the export')
  const { faults, faultCount, chains } = check.finish()
  const shortened = manifest.chains.filter(
    ({ chain, lastSequence }) => (chains.find((each) => each.chain === chain)?.lastSequence ?? 0) < lastSequence,
  )
  const missing = shortened
    .filter(({ chain }) => !faults.some((fault) => fault.kind === 'truncated' && fault.chain === chain))
    .map(({ chain, lastSequence }) => ({
      kind: 'truncated' as const,
      chain,
      sequence: (chains.find((each) => each.chain === chain)?.lastSequence ?? 0) + 1,
      lastSequence,
      detail: 'they were in the export when it was signed',
    }))
  const isWhole = (await digestOf(path.join(folder, RECORDS))) === manifest.sha256
  // Whatever the rows look like: a file that is not the signed one is never reported as good.
  const changed =
    isWhole || faultCount + missing.length > 0
      ? []
      : [
          {
            kind: 'altered' as const,
            chain: RECORDS,
            sequence: 0,
            lastSequence: 0,
            detail: 'the file is not the one that was signed',
          },
        ]
  const all = [...faults, ...missing, ...changed]
  return { faults: all, faultCount: faultCount + missing.length + changed.length, chains, rows, damagedLines }
}

/** Public keys by id, as PEM: what an auditor gets. */
export const publicKeysText = (keys: readonly AuditKey[]): Readonly<Record<string, string>> =>
  Object.fromEntries(keys.map(({ id, publicKey }) => [id, publicKey.export({ type: 'spki', format: 'pem' }).toString()]))

/** @throws an operator fault for a file that is none. */
export function readPublicKeys(file: string): ReadonlyMap<string, KeyObject> {
  try {
    const keys = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')))
    return new Map(Object.entries(keys).map(([id, pem]) => [id, createPublicKey(pem)]))
  } catch (error) {
    throw operatorFault(`${file} is no file of public keys`, error)
  }
}

const statementOf = (manifest: Manifest): Buffer => Buffer.from(`delivery-graph audit export\n${canonicalJson(manifest)}`)
const placeOf = ({ chain, sequence }: Pick<ChainRow, 'chain' | 'sequence'>) => `${sequence} ${chain}`
const writeJson = (file: string, content: unknown) =>
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })

function readSigned(file: string): z.infer<typeof Signed> {
  try {
    return Signed.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw operatorFault(`${file} is missing or damaged`, error)
  }
}

const Row = z.strictObject({
  chain: z.string(),
  sequence: z.number(),
  recordedAt: z.string(),
  previous: z.string(),
  hash: z.string(),
  record: z.string(),
})

function parseRow(line: string): ChainRow | undefined {
  try {
    return Row.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}

async function digestOf(file: string): Promise<string> {
  const sha256 = createHash('sha256')
  for await (const chunk of createReadStream(file)) sha256.update(chunk)
  return sha256.digest('hex')
}
