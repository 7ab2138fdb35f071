import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** Cost of one guess, some 100 ms and 32 MB: one of the choices of the OWASP Password Storage Cheat Sheet for scrypt. */
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1_024 * 1_024 } as const
const HASH_BYTES = 32
const FORM = /^scrypt\$([\w-]{22})\$([\w-]{43})$/

/** A secret of 256 random bits, and what is kept of it. The secret itself exists only in the answer that shows it. */
export async function newSecret(): Promise<{ readonly secret: string; readonly hash: string }> {
  const secret = randomBytes(32).toString('base64url')
  const salt = randomBytes(16)
  const hash = await derive(secret, salt)
  return { secret, hash: `scrypt$${salt.toString('base64url')}$${hash.toString('base64url')}` }
}

export const isSecretHash = (text: string): boolean => FORM.test(text)

/** True when this is the secret that the hash was made of. */
export async function matchesHash(secret: string, text: string): Promise<boolean> {
  const [, salt = '', hash = ''] = FORM.exec(text) ?? []
  if (hash === '') return false
  return timingSafeEqual(await derive(secret, Buffer.from(salt, 'base64url')), Buffer.from(hash, 'base64url'))
}

function derive(secret: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, HASH_BYTES, COST, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
}
