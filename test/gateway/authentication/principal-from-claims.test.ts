import { describe, expect, it } from '@jest/globals'
import { type ClaimNames, IssuerConfig } from '../../../gateway/authentication/issuer-config.ts'
import { principalFromClaims } from '../../../gateway/authentication/principal-from-claims.ts'
import { isKnownScope, ROLES } from '../../../policies/index.ts'

function namesOf(claims: Partial<ClaimNames> = {}): ClaimNames {
  return IssuerConfig.parse({ issuer: 'https://login.example', audience: 'a', claims }).claims
}

function principalOf(claims: Record<string, unknown>, names: Partial<ClaimNames> = {}) {
  const caller = principalFromClaims({ sub: 'u-1', client_id: 'web', ...claims }, namesOf(names), isKnownScope)
  if (!caller.ok) throw new Error(caller.reason)
  return caller.principal
}

describe('principalFromClaims', () => {
  it('takes the scopes of the token at their word, as text or as a list', () => {
    expect(principalOf({ scope: 'psa:read hr:read', roles: ['executive'] }).scopes).toEqual(['psa:read', 'hr:read'])
    expect(principalOf({ scope: ['psa:read', 'hr:read'], roles: ['executive'] }).scopes).toEqual(['psa:read', 'hr:read'])
    expect(principalOf({ scope: '', roles: ['executive'] }).scopes).toEqual([])
  })

  it('derives the scopes from the roles when the token names none', () => {
    expect(principalOf({ roles: ['legal'] }).scopes).toEqual([...ROLES.legal])
    expect(principalOf({}).scopes).toEqual([])
  })

  it('drops scopes and roles that mean nothing here', () => {
    const principal = principalOf({ scope: 'openid psa:read psa:read toString', roles: ['legal', 'root', '__proto__'] })

    expect(principal).toMatchObject({ scopes: ['psa:read'], roles: ['legal'] })
  })

  it('cuts a partner down to what its kind may hold, whatever its token says', () => {
    const principal = principalOf({
      partner: { id: 'par_acme', kind: 'CLIENT', region: 'DACH' },
      scope: 'partner:invoices:read partner:po:read erp:margin:read',
      roles: ['executive'],
      worker_id: 'wrk_1',
    })

    expect(principal).toMatchObject({
      kind: 'PARTNER',
      partner: { id: 'par_acme', kind: 'CLIENT', accountIds: [], supplierIds: [] },
      scopes: ['partner:invoices:read'],
      roles: [],
      workerId: null,
    })
    expect(principal.partner).not.toHaveProperty('region')
  })

  it.each([
    ['PERSON', { worker_id: 'wrk_1' }],
    ['PERSON', {}],
    ['SERVICE', { sub: 'web' }],
    ['AI_SERVICE', { sub: 'web', roles: ['ai_service'] }],
    ['PARTNER', { sub: 'web', partner: { id: 'par_x', kind: 'RESELLER' } }],
  ])('recognises a %s', (kind, claims) => {
    expect(principalOf(claims).kind).toBe(kind)
  })

  it('reads other names, nested claims by JSON Pointer and names with a slash', () => {
    const principal = principalOf(
      { azp: 'console', realm_access: { roles: ['legal'] }, 'https://x.example/employee': 'wrk_7', scp: ['crm:read'] },
      { clientId: 'azp', roles: '/realm_access/roles', workerId: '/https:~1~1x.example~1employee', scope: 'scp' },
    )

    expect(principal).toMatchObject({ clientId: 'console', roles: ['legal'], workerId: 'wrk_7', scopes: ['crm:read'] })
  })

  it('does not read what the token inherits instead of says', () => {
    expect(principalOf({}, { roles: '/constructor/name' }).roles).toEqual([])
  })
})
