import { describe, expect, it } from '@jest/globals'
import { callerFromClaims } from '../../../gateway/authentication/caller-from-claims.ts'
import { type ClaimNames, IssuerConfig } from '../../../gateway/authentication/issuer-config.ts'

function callerOf(claims: Record<string, unknown>, names: Partial<ClaimNames> = {}) {
  const config = IssuerConfig.parse({ issuer: 'https://login.example', audience: 'a', claims: names })
  const read = callerFromClaims({ sub: 'u-1', client_id: 'web', ...claims }, config.claims)
  if (!read.ok) throw new Error(read.reason)
  return read.caller
}

describe('callerFromClaims', () => {
  it('reads scopes as text or as a list, and tells none from not said', () => {
    expect(callerOf({ scope: 'psa:read hr:read' }).scope).toEqual(['psa:read', 'hr:read'])
    expect(callerOf({ scope: ['psa:read', 'hr:read'] }).scope).toEqual(['psa:read', 'hr:read'])
    expect(callerOf({ scope: '' }).scope).toEqual([''])
    expect(callerOf({}).scope).toBeUndefined()
  })

  it.each([[{ id: 'par_x', kind: 'CLIENT' }], ['par_x'], [null], [false], [''], [[]]])(
    'takes the partner claim %j for what it is: a partner calls',
    (partner) => {
      expect(callerOf({ partner }).claimsPartner).toBe(true)
      expect(callerOf({}).claimsPartner).toBe(false)
    },
  )

  it('reads other names, nested claims by JSON Pointer and names with a slash', () => {
    const caller = callerOf(
      {
        azp: 'console',
        realm_access: { roles: ['legal'] },
        'https://x.example/employee': 'wrk_7',
        scp: ['crm:read'],
        ext: { firm: 1 },
      },
      {
        clientId: 'azp',
        roles: '/realm_access/roles',
        workerId: '/https:~1~1x.example~1employee',
        scope: 'scp',
        partner: '/ext/firm',
      },
    )

    expect(caller).toMatchObject({
      clientId: 'console',
      roles: ['legal'],
      workerId: 'wrk_7',
      scope: ['crm:read'],
      claimsPartner: true,
    })
  })

  it('does not read what the token inherits instead of says', () => {
    expect(callerOf({}, { roles: '/constructor/name' }).roles).toEqual([])
    expect(callerOf({}, { partner: 'constructor' }).claimsPartner).toBe(false)
  })
})
