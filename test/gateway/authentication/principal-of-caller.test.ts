import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Caller } from '../../../gateway/authentication/caller-from-claims.ts'
import { firmPrincipal, partnerPrincipal } from '../../../gateway/authentication/principal-of-caller.ts'
import type { PartnerBinding } from '../../../gateway/registry/partner-registry.ts'
import { isKnownScope, isPartnerScope, PARTNER_SCOPES, ROLES, SCOPES } from '../../../policies/index.ts'

const caller = (more: Partial<Caller> = {}): Caller => ({
  subject: 'u-1',
  clientId: 'web',
  scope: undefined,
  roles: [],
  workerId: null,
  claimsPartner: false,
  regions: null,
  amr: [],
  authTime: null,
  ...more,
})
const binding = (more: Partial<PartnerBinding> = {}): PartnerBinding => ({
  partner: { id: 'par_acme', kind: 'CLIENT', accountIds: ['acc_acme'], supplierIds: [] },
  scopes: PARTNER_SCOPES.CLIENT,
  expiresAtSeconds: 4_102_444_800,
  tokensNotBeforeSeconds: null,
  revoked: false,
  ...more,
})
const firm = (more: Partial<Caller>) => firmPrincipal(caller(more), isKnownScope)
const partner = (more: Partial<Caller>, bound: Partial<PartnerBinding> = {}, isScope = isKnownScope as (s: string) => boolean) =>
  partnerPrincipal(caller(more), binding(bound), isScope)

describe('firmPrincipal', () => {
  it('takes the scopes of the token at their word, and derives them from the roles when it names none', () => {
    expect(firm({ scope: ['psa:read', 'hr:read'], roles: ['executive'] }).scopes).toEqual(['psa:read', 'hr:read'])
    expect(firm({ scope: [''], roles: ['executive'] }).scopes).toEqual([])
    expect(firm({ roles: ['legal'] }).scopes).toEqual([...ROLES.legal])
    expect(firm({}).scopes).toEqual([])
  })

  it('drops scopes and roles that mean nothing here', () => {
    const principal = firm({ scope: ['openid', 'psa:read', 'psa:read', 'toString'], roles: ['legal', 'root', '__proto__'] })

    expect(principal).toMatchObject({ scopes: ['psa:read'], roles: ['legal'] })
  })

  it('never holds a scope of partners: without a partner, row rules would show the rows of all of them', () => {
    expect(firm({ scope: ['psa:read', 'partner:invoices:read', 'partner:po:read'] }).scopes).toEqual(['psa:read'])
  })

  it.each([
    ['PERSON', { workerId: 'wrk_1' }],
    ['PERSON', {}],
    ['SERVICE', { subject: 'web' }],
    ['AI_SERVICE', { subject: 'web', roles: ['ai_service'] }],
  ])('recognises a %s', (kind, more) => {
    expect(firm(more).kind).toBe(kind)
  })
})

describe('partnerPrincipal', () => {
  it('takes everything that gives rights from the registry, whatever the token says', () => {
    const principal = partner({
      subject: 'web',
      workerId: 'wrk_1',
      roles: ['executive', 'ai_service'],
      regions: ['NA'],
      scope: ['erp:margin:read', 'partner:invoices:read', 'partner:po:read'],
    })

    expect(principal).toEqual({
      subject: 'web',
      kind: 'PARTNER',
      clientId: 'web',
      workerId: null,
      partner: { id: 'par_acme', kind: 'CLIENT', accountIds: ['acc_acme'], supplierIds: [] },
      regions: null,
      roles: [],
      scopes: ['partner:invoices:read'],
      amr: [],
      authenticatedAt: null,
    })
  })

  it('grants what the registry does when the token names no scopes', () => {
    expect(partner({}, { scopes: ['partner:profile:read'] }).scopes).toEqual(['partner:profile:read'])
  })

  it('lets a scope of another graph through when the registry grants it by name', () => {
    const isScope = (scope: string) => isKnownScope(scope) || scope === 'shop:read'

    expect(partner({}, { scopes: ['shop:read', 'shop:write'] }, isScope).scopes).toEqual(['shop:read'])
  })

  it('never holds more than token, registry and kind all allow, and nothing of the firm', () => {
    const scopes = fc.subarray(Object.keys(SCOPES))
    const kinds = fc.constantFrom('CLIENT', 'SUBCONTRACTOR', 'RESELLER')
    fc.assert(
      fc.property(scopes, scopes, kinds, (asked, granted, kind) => {
        const bound = { scopes: granted, partner: { ...binding().partner, kind } }
        const held = partner({ scope: asked }, bound).scopes

        const kindAllows: readonly string[] = PARTNER_SCOPES[kind]
        for (const scope of held) {
          expect(asked.includes(scope) && granted.includes(scope) && kindAllows.includes(scope)).toBe(true)
          expect(isPartnerScope(scope)).toBe(true)
        }
      }),
    )
  })
})
