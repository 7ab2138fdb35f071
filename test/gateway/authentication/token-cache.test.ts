import { describe, expect, it } from '@jest/globals'
import type { Principal } from '../../../contracts/wire/principal.ts'
import { createTokenCache } from '../../../gateway/authentication/token-cache.ts'

const snapshot = { keys: [] }
const principalNamed = (subject: string): Principal => ({
  subject,
  kind: 'PERSON',
  clientId: 'web',
  workerId: null,
  partner: null,
  regions: null,
  roles: [],
  scopes: [],
  amr: [],
  authenticatedAt: null,
})
const entry = (subject: string) => ({ principal: principalNamed(subject), issuer: 'i', snapshot, expiresAtSeconds: 100 })

describe('createTokenCache', () => {
  it('forgets the token used longest ago when it is full', () => {
    const cache = createTokenCache(2, () => snapshot)
    cache.set('a', entry('a'))
    cache.set('b', entry('b'))
    cache.get('a', 0)
    cache.set('c', entry('c'))

    expect(['a', 'b', 'c'].map((token) => cache.get(token, 0)?.principal.subject)).toEqual(['a', undefined, 'c'])
  })

  it('answers up to the second before expiry', () => {
    const cache = createTokenCache(2, () => snapshot)
    cache.set('a', entry('a'))

    expect(cache.get('a', 99)?.principal.subject).toBe('a')
    expect(cache.get('a', 100)).toBeUndefined()
  })

  it('answers only as long as the issuer has the keys that verified the token', () => {
    let current: typeof snapshot | undefined = snapshot
    const cache = createTokenCache(2, () => current)
    cache.set('a', entry('a'))
    cache.set('b', entry('b'))

    current = { keys: [] }
    expect(cache.get('a', 0)).toBeUndefined()
    current = undefined
    expect(cache.get('b', 0)).toBeUndefined()
  })
})
