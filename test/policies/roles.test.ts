import { describe, expect, it } from '@jest/globals'
import { isKnownScope, mayPartnerHold, PARTNER_SCOPES, ROLES, SCOPES, scopesOfRoles } from '../../policies/index.ts'

const rolesWith = (scope: string) =>
  Object.entries(ROLES).flatMap(([role, scopes]) => ((scopes as readonly string[]).includes(scope) ? [role] : []))

describe('ROLES', () => {
  it.each([
    ['hr:comp:read', ['hr_partner']],
    ['hr:pii:sensitive', ['hr_partner']],
    ['hr:costrate:read', ['resource_manager', 'auditor']],
    ['erp:margin:read', ['finance_controller', 'cfo', 'delivery_director', 'region_head', 'executive', 'auditor']],
    [
      'erp:financials:read',
      ['finance_controller', 'cfo', 'project_manager', 'delivery_director', 'region_head', 'auditor', 'svc_orchestrator'],
    ],
    ['erp:invoice:write', ['billing_specialist']],
    ['erp:bank:read', []],
    ['procurement:bank:read', []],
    ['hr:costrate:write', []],
    ['delivery:admin', ['delivery_ops', 'architect']],
    ['delivery:operate', ['billing_specialist', 'delivery_ops', 'svc_orchestrator']],
    ['delivery:audit:read', ['finance_controller', 'architect', 'auditor']],
    [
      'delivery:approve',
      [
        ...['legal', 'head_of_legal', 'general_counsel', 'finance_controller', 'cfo', 'project_manager', 'delivery_director'],
        ...['region_head', 'practice_head', 'coo', 'resource_manager', 'delivery_ops'],
      ],
    ],
    ['delivery:ai:request', ['ai_service']],
    ['delivery:partner:admin', ['partner_manager']],
    ['crm:write', ['account_executive', 'customer_success', 'svc_orchestrator']],
    ['crm:sensitive:read', ['finance_controller', 'customer_success', 'auditor']],
    ['procurement:sensitive:read', ['procurement_buyer', 'auditor']],
  ])('%s belongs to %j and to nobody else', (scope, roles) => {
    expect(rolesWith(scope)).toEqual(roles)
  })

  it('lets a project manager read one project across all six systems, without cost and margin', () => {
    const scopes = scopesOfRoles(['project_manager'])

    for (const scope of [
      'crm:read',
      'erp:read',
      'erp:financials:read',
      'psa:read',
      'psa:rates:read',
      'hr:read',
      'procurement:read',
      'delivery:read',
    ])
      expect(scopes).toContain(scope)
    for (const scope of ['erp:margin:read', 'hr:costrate:read', 'hr:comp:read', 'crm:commercials:read'])
      expect(scopes).not.toContain(scope)
  })

  it('gives an auditor nothing that changes anything', () => {
    expect(ROLES.auditor.every((scope) => scope.endsWith(':read'))).toBe(true)
  })

  it.each([
    ['legal', ['crm:read', 'crm:commercials:read']],
    ['head_of_legal', ['crm:read', 'crm:commercials:read']],
    ['general_counsel', ['crm:read', 'crm:commercials:read']],
    ['cfo', ['crm:commercials:read', 'erp:financials:read', 'erp:margin:read', 'procurement:read']],
    ['practice_head', ['psa:read', 'hr:read', 'procurement:read']],
    ['coo', ['crm:read', 'erp:read', 'psa:read', 'hr:read', 'procurement:read']],
  ] as const)('lets %s see and decide what comes up for approval, and write nothing else', (role, subjects) => {
    const scopes = scopesOfRoles([role])

    for (const scope of ['delivery:read', 'delivery:approve', ...subjects] as const) expect(scopes).toContain(scope)
    expect([...scopes].filter((scope) => !scope.endsWith(':read'))).toEqual(['delivery:approve'])
  })

  it('gives the assistant one scope', () => {
    expect(ROLES.ai_service).toEqual(['delivery:ai:request'])
  })

  it('gives no role of the firm a partner scope, and no partner a scope of the firm', () => {
    expect(
      Object.values(ROLES)
        .flat()
        .filter((scope) => scope.startsWith('partner:')),
    ).toEqual([])
    expect(
      Object.values(PARTNER_SCOPES)
        .flat()
        .filter((scope) => !scope.startsWith('partner:')),
    ).toEqual([])
  })

  it('grants every partner scope to some kind of partner', () => {
    const granted = new Set<string>(Object.values(PARTNER_SCOPES).flat())

    expect(Object.keys(SCOPES).filter((scope) => scope.startsWith('partner:') && !granted.has(scope))).toEqual([])
    expect(mayPartnerHold('CLIENT', 'partner:po:read')).toBe(false)
    expect(mayPartnerHold('SUBCONTRACTOR', 'partner:po:read')).toBe(true)
  })
})

describe('scopesOfRoles', () => {
  it('joins the scopes of several roles, and adds nothing for a role that does not exist', () => {
    expect([...scopesOfRoles(['legal', 'ai_service', 'root', 'constructor'])]).toEqual([...ROLES.legal, ...ROLES.ai_service])
    expect(scopesOfRoles([]).size).toBe(0)
  })
})

describe('isKnownScope', () => {
  it('knows the registry and nothing that objects inherit', () => {
    expect(Object.keys(SCOPES).every(isKnownScope)).toBe(true)
    for (const scope of ['toString', '__proto__', 'crm:*', 'CRM:READ', '']) expect(isKnownScope(scope)).toBe(false)
  })
})
