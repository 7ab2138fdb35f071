import { describe, expect, it } from '@jest/globals'
import { admitToken, type VerifiedToken } from '../../../gateway/authentication/admit-token.ts'
import { firmPrincipal } from '../../../gateway/authentication/principal-of-caller.ts'
import { CLOCK_TOLERANCE_SECONDS } from '../../../gateway/authentication/verify-token.ts'
import type { AccessSnapshot, PartnerBinding } from '../../../gateway/registry/partner-registry.ts'
import { isKnownScope } from '../../../policies/index.ts'

const NOW = 1_800_000_000
const BINDING: PartnerBinding = {
  partner: { id: 'par_acme', kind: 'CLIENT', accountIds: ['acc_acme'], supplierIds: [] },
  scopes: ['partner:projects:read'],
  expiresAtSeconds: NOW + 50,
  tokensNotBeforeSeconds: null,
  revoked: false,
}

function token(more: Partial<VerifiedToken> & { clientId?: string; claimsPartner?: boolean } = {}): VerifiedToken {
  const { clientId = 'web', claimsPartner = false, ...rest } = more
  const caller = {
    subject: 'u-1',
    clientId,
    scope: undefined,
    roles: ['executive'],
    workerId: null,
    claimsPartner,
    regions: null,
    amr: [],
    authTime: null,
  }
  return {
    caller,
    asFirm: firmPrincipal(caller, isKnownScope),
    tokenId: 'jti-1',
    issuedAtSeconds: NOW,
    expiresAtSeconds: NOW + 300,
    ...rest,
  }
}

function admit(verified: VerifiedToken, snapshot: Partial<AccessSnapshot> | null | 'no registry') {
  const known = { clients: new Map([['pc_1', BINDING]]), revokedTokenIds: new Set<string>() }
  const current = () => (snapshot === null || snapshot === 'no registry' ? null : { ...known, ...snapshot })
  return admitToken(verified, {
    registry: snapshot === 'no registry' ? null : { current },
    isScope: isKnownScope,
    nowSeconds: NOW,
  })
}

describe('admitToken', () => {
  it('takes a client that nobody has bound for one of the firm', () => {
    expect(admit(token(), {})).toMatchObject({
      ok: true,
      principal: { kind: 'PERSON', partner: null },
      expiresAtSeconds: NOW + 300,
    })
  })

  it('takes a bound client for its partner, also when the token does not say so, and no longer than the binding', () => {
    expect(admit(token({ clientId: 'pc_1' }), {})).toMatchObject({
      ok: true,
      principal: { kind: 'PARTNER', partner: { id: 'par_acme' }, roles: [], scopes: ['partner:projects:read'] },
      expiresAtSeconds: NOW + 50,
    })
  })

  it.each([
    ['of a partner that is not registered', token({ claimsPartner: true }), {}],
    ['of a partner where no registry is configured', token({ claimsPartner: true }), 'no registry'],
    ['whose id is on the list', token(), { revokedTokenIds: new Set(['jti-1']) }],
    ['whose id is on the list, of a bound client', token({ clientId: 'pc_1' }), { revokedTokenIds: new Set(['jti-1']) }],
    ['of a client that is revoked', token({ clientId: 'pc_1' }), { clients: new Map([['pc_1', { ...BINDING, revoked: true }]]) }],
    [
      'of a client that has expired',
      token({ clientId: 'pc_1' }),
      { clients: new Map([['pc_1', { ...BINDING, expiresAtSeconds: NOW }]]) },
    ],
  ] as const)('refuses a token %s', (_, verified, snapshot) => {
    expect(admit(verified, snapshot)).toMatchObject({ ok: false, code: 'UNAUTHENTICATED' })
  })

  it('refuses what was issued before the rotation, with the leeway of the clocks, and accepts what came later', () => {
    const clients = new Map([['pc_1', { ...BINDING, tokensNotBeforeSeconds: NOW }]])
    const issued = (afterSeconds: number) =>
      admit(token({ clientId: 'pc_1', issuedAtSeconds: NOW + afterSeconds }), { clients }).ok

    expect([-3_600, 0, CLOCK_TOLERANCE_SECONDS, CLOCK_TOLERANCE_SECONDS + 1].map(issued)).toEqual([false, false, false, true])
  })

  it('answers nobody while the registry does not', () => {
    expect(admit(token(), null)).toMatchObject({ ok: false, code: 'AUTHENTICATION_UNAVAILABLE' })
    expect(admit(token({ clientId: 'pc_1' }), null)).toMatchObject({ ok: false, code: 'AUTHENTICATION_UNAVAILABLE' })
  })

  it('admits the firm without a registry when none is configured', () => {
    expect(admit(token(), 'no registry')).toMatchObject({ ok: true })
  })
})
