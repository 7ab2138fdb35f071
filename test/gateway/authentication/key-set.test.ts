import { describe, expect, it } from '@jest/globals'
import { createKeySet, type KeySetEvent, type VerificationKey } from '../../../gateway/authentication/key-set.ts'
import { newSigningKey } from './local-issuer.ts'

const MINUTE_MS = 60_000

function publicKey(kid: string): VerificationKey {
  return { id: kid, algorithm: 'ES256', key: newSigningKey('ES256').publicKey }
}

const FIRST = publicKey('first')
const SECOND = publicKey('second')

/** A key set on a hand-driven clock, whose issuer answers what the test says. */
function driven(initial: readonly VerificationKey[] | Error) {
  const world = { nowMs: 1_000_000, answer: initial, fetches: 0, events: [] as KeySetEvent[] }
  const keySet = createKeySet({
    nowMs: () => world.nowMs,
    onEvent: (event) => world.events.push(event),
    fetchKeys: async () => {
      world.fetches += 1
      if (world.answer instanceof Error) throw world.answer
      return world.answer
    },
  })
  return { world, keySet }
}

/** Lets a refresh that nobody waits for come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('createKeySet', () => {
  it('fetches on first use and then serves from memory', async () => {
    const { world, keySet } = driven([FIRST])

    expect(await keySet.lookup('first', 'ES256')).toMatchObject({ state: 'found', keys: [FIRST] })
    expect(await keySet.lookup('first', 'ES256')).toMatchObject({ state: 'found' })
    expect(world.fetches).toBe(1)
  })

  it('never offers a key for another algorithm than its own', async () => {
    const { keySet } = driven([FIRST])

    expect(await keySet.lookup('first', 'RS256')).toEqual({ state: 'unknown' })
    expect(await keySet.lookup('first', 'ES384')).toEqual({ state: 'unknown' })
  })

  it('refreshes ahead of age in the background, without making a request wait', async () => {
    const { world, keySet } = driven([FIRST])
    await keySet.refresh()
    const before = keySet.current()
    world.nowMs += 6 * MINUTE_MS
    world.answer = [FIRST, SECOND]

    expect(keySet.current()).toBe(before)
    await settle()
    expect(keySet.current()?.keys).toEqual([FIRST, SECOND])
    expect(world.fetches).toBe(2)
  })

  it('keeps the same snapshot while the keys stay the same', async () => {
    const { world, keySet } = driven([FIRST])
    await keySet.refresh()
    const before = keySet.current()
    world.answer = [{ ...FIRST }]
    await keySet.refresh()

    expect(keySet.current()).toBe(before)
    expect(world.events).toHaveLength(1)
  })

  it('goes on with keys that cannot be refreshed for an hour, and no longer', async () => {
    const { world, keySet } = driven([FIRST])
    await keySet.refresh()
    world.answer = new Error('issuer is down')

    world.nowMs += 59 * MINUTE_MS
    expect(await keySet.lookup('first', 'ES256')).toMatchObject({ state: 'found' })
    world.nowMs += 2 * MINUTE_MS
    expect(await keySet.lookup('first', 'ES256')).toEqual({ state: 'unavailable' })
    expect(world.events).toContainEqual({ event: 'fetch-failed', reason: 'issuer is down' })
  })

  it('spends at most its budget on unknown keys: three at once, then one every five seconds', async () => {
    const { world, keySet } = driven([FIRST])
    for (let n = 0; n < 20; n += 1) await keySet.lookup(`unknown-${n}`, 'ES256')
    expect(world.fetches).toBe(3)

    world.nowMs += MINUTE_MS / 2
    for (let n = 0; n < 20; n += 1) await keySet.lookup(`unknown-${n}`, 'ES256')
    expect(world.fetches).toBe(6)
  })

  it('finds a rotated key within the budget even after a flood', async () => {
    const { world, keySet } = driven([FIRST])
    for (let n = 0; n < 20; n += 1) await keySet.lookup(`unknown-${n}`, 'ES256')
    world.answer = [SECOND]
    world.nowMs += 5_000

    expect(await keySet.lookup('second', 'ES256')).toMatchObject({ state: 'found', keys: [SECOND] })
    expect(await keySet.lookup('first', 'ES256')).toEqual({ state: 'unknown' })
  })

  it('bounds the candidates of a token that names no key', async () => {
    const { keySet } = driven(Array.from({ length: 10 }, (_, n) => publicKey(`k${n}`)))

    expect(await keySet.lookup(undefined, 'ES256')).toHaveProperty('keys.length', 4)
  })
})
