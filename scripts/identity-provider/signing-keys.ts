import { generateKeyPair, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { operatorFault } from '../operator-fault.ts'

/** A superseded key stays published for this long, so that every token that it signed runs out first. */
const RETIRED_KEY_HOURS = 24

const PrivateJwk = z.looseObject({
  kty: z.enum(['RSA', 'EC']),
  kid: z.string().min(1),
  alg: z.enum(['RS256', 'ES256']),
  d: z.string(),
})
const Generation = z.strictObject({ createdAt: z.iso.datetime(), keys: z.array(PrivateJwk).min(1) })
const KeyFile = z.strictObject({ generations: z.array(Generation).min(1) })
type Generation = Readonly<z.infer<typeof Generation>>

/** Private signing keys, those that sign first; the public halves of all of them are published. */
export type SigningKeys = readonly z.infer<typeof PrivateJwk>[]

const keyFileOf = (dataDir: string) => path.join(dataDir, 'identity-provider', 'jwks.json')

/** The signing keys of this data directory; makes the first ones when there are none. */
export async function loadSigningKeys(dataDir: string): Promise<SigningKeys> {
  const file = keyFileOf(dataDir)
  if (existsSync(file)) return keysOf(readGenerations(file))
  const generations = [await newGeneration(new Date())]
  writeGenerations(file, generations)
  return keysOf(generations)
}

/** Makes new keys sign from now on and drops those that were superseded more than a day ago. */
export async function rotateSigningKeys(dataDir: string, now: Date = new Date()): Promise<SigningKeys> {
  const file = keyFileOf(dataDir)
  const known = existsSync(file) ? readGenerations(file) : []
  const generations = withoutRetired([await newGeneration(now), ...known], now)
  writeGenerations(file, generations)
  return keysOf(generations)
}

const keysOf = (generations: readonly Generation[]): SigningKeys => generations.flatMap(({ keys }) => keys)

/** Generations are newest first: each was superseded when the one before it in the list was made. */
function withoutRetired(generations: readonly Generation[], now: Date): readonly Generation[] {
  const oldest = now.valueOf() - RETIRED_KEY_HOURS * 3_600_000
  return generations.filter((_, index) => {
    const successor = generations[index - 1]
    return successor === undefined || Date.parse(successor.createdAt) >= oldest
  })
}

async function newGeneration(now: Date): Promise<Generation> {
  const generate = promisify(generateKeyPair)
  const [rsa, ec] = await Promise.all([generate('rsa', { modulusLength: 2048 }), generate('ec', { namedCurve: 'P-256' })])
  const jwk = (key: typeof rsa.privateKey, alg: 'RS256' | 'ES256') => ({
    ...key.export({ format: 'jwk' }),
    kid: randomUUID(),
    use: 'sig',
    alg,
  })
  return Generation.parse({ createdAt: now.toISOString(), keys: [jwk(rsa.privateKey, 'RS256'), jwk(ec.privateKey, 'ES256')] })
}

function readGenerations(file: string): readonly Generation[] {
  try {
    return KeyFile.parse(JSON.parse(readFileSync(file, 'utf8'))).generations
  } catch (error) {
    throw operatorFault(`${file} is damaged; delete it to get new signing keys`, error)
  }
}

function writeGenerations(file: string, generations: readonly Generation[]): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  // Written aside and renamed, so that a killed process never leaves half a key file.
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, `${JSON.stringify({ generations }, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, file)
}
