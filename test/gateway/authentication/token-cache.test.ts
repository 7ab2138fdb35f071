import { describe, expect, it } from '@jest/globals'
import type { VerifiedToken } from '../../../gateway/authentication/admit-token.ts'
import { firmPrincipal } from '../../../gateway/authentication/principal-of-caller.ts'
import { createTokenCache } from '../../../gateway/authentication/token-cache.ts'

const snapshot = { keys: [] }
function verifiedFor(subject: string): VerifiedToken {
  const caller = {
    subject,
    clientId: 'web',
    scope: [],
    roles: [],
    workerId: null,
    claimsPartner: false,
    regions: null,
    amr: [],
    authTime: null,
  }
  const asFirm = firmPrincipal(caller, () => true)
  return { caller, asFirm, tokenId: undefined, issuedAtSeconds: 0, expiresAtSeconds: 100 }
}
const entry = (subject: string) => ({ verified: verifiedFor(subject), issuer: 'i', snapshot })

describe('createTokenCache', () => {
  it('forgets the token used longest ago when it is full', () => {
    const cache = createTokenCache(2, () => snapshot)
    cache.set('a', entry('a'))
    cache.set('b', entry('b'))
    cache.get('a', 0)
    cache.set('c', entry('c'))

    expect(['a', 'b', 'c'].map((token) => cache.get(token, 0)?.verified.caller.subject)).toEqual(['a', undefined, 'c'])
  })

  it('answers up to the second before expiry', () => {
    const cache = createTokenCache(2, () => snapshot)
    cache.set('a', entry('a'))

    expect(cache.get('a', 99)?.verified.caller.subject).toBe('a')
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
