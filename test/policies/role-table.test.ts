import { describe, expect, it } from '@jest/globals'
import { ROLES, type Role, type Scope } from '../../policies/index.ts'

const PLAIN: readonly Scope[] = ['crm:read', 'erp:read', 'psa:read', 'hr:read', 'procurement:read', 'delivery:read']
const RATES_AND_MARGIN: readonly Scope[] = ['psa:rates:read', 'erp:margin:read', 'hr:costrate:read', 'crm:commercials:read']
const PAY: readonly Scope[] = ['hr:comp:read']
const PERSONAL: readonly Scope[] = ['hr:pii:read', 'hr:pii:sensitive', 'crm:pii:read']
const MANAGEMENT: readonly Scope[] = [
  'psa:read',
  'psa:write',
  'psa:time:approve',
  'psa:rates:read',
  'erp:read',
  'erp:financials:read',
  'delivery:read',
  'delivery:write',
  'delivery:approve',
]

/** The table of roles of the design: what each must have, and what it must never have. */
const TABLE: Partial<Record<Role, { readonly has: readonly Scope[]; readonly never: readonly Scope[] }>> = {
  account_executive: { has: ['crm:read', 'crm:write', 'psa:read', 'delivery:read'], never: [...RATES_AND_MARGIN, ...PAY] },
  legal: { has: ['crm:read', 'delivery:read', 'delivery:approve'], never: ['crm:write', 'erp:read', 'erp:margin:read', ...PAY] },
  finance_controller: {
    has: [
      'erp:read',
      'erp:financials:read',
      'erp:margin:read',
      'crm:commercials:read',
      'delivery:approve',
      'delivery:audit:read',
    ],
    never: [...PAY, ...PERSONAL, 'erp:bank:read'],
  },
  billing_specialist: {
    has: ['erp:read', 'erp:invoice:write', 'psa:read', 'delivery:operate'],
    never: ['erp:margin:read', 'delivery:approve', ...PAY],
  },
  project_manager: { has: MANAGEMENT, never: ['erp:margin:read', 'hr:costrate:read', ...PAY] },
  delivery_director: { has: [...MANAGEMENT, 'erp:margin:read', 'delivery:kpi:read'], never: ['hr:costrate:read', ...PAY] },
  region_head: { has: [...MANAGEMENT, 'erp:margin:read', 'delivery:kpi:read'], never: ['hr:costrate:read', ...PAY] },
  resource_manager: { has: ['psa:write', 'hr:read', 'hr:costrate:read', 'delivery:approve'], never: ['erp:margin:read', ...PAY] },
  delivery_ops: {
    has: [...PLAIN, 'delivery:operate', 'delivery:approve', 'delivery:admin'],
    never: [...RATES_AND_MARGIN, ...PAY],
  },
  consultant: { has: ['psa:time:write', 'psa:read', 'hr:read'], never: [...RATES_AND_MARGIN, ...PAY, ...PERSONAL, 'erp:read'] },
  hr_partner: {
    has: ['hr:read', 'hr:write', 'hr:pii:read', 'hr:pii:sensitive', 'hr:comp:read'],
    never: ['crm:read', 'erp:read', 'psa:read'],
  },
  procurement_buyer: {
    has: ['procurement:read', 'procurement:write', 'procurement:sensitive:read', 'erp:read', 'delivery:read'],
    never: ['procurement:bank:read', ...RATES_AND_MARGIN, ...PAY],
  },
  customer_success: {
    has: ['crm:read', 'crm:write', 'crm:sensitive:read', 'psa:read', 'delivery:read'],
    never: [...RATES_AND_MARGIN, ...PAY],
  },
  executive: { has: [...PLAIN, 'erp:margin:read', 'delivery:kpi:read'], never: [...PERSONAL, ...PAY] },
  architect: {
    has: ['delivery:read', 'delivery:admin', 'delivery:audit:read'],
    never: ['crm:read', 'erp:read', 'erp:financials:read', 'psa:rates:read', 'procurement:read', ...PAY],
  },
  auditor: {
    has: [...PLAIN, 'erp:financials:read', 'erp:margin:read', 'delivery:audit:read'],
    never: ['hr:pii:sensitive', ...PAY],
  },
  partner_manager: { has: [...PLAIN, 'delivery:partner:admin'], never: [...RATES_AND_MARGIN, ...PAY, ...PERSONAL] },
  svc_orchestrator: {
    has: ['erp:write', 'psa:write', 'crm:write', 'procurement:write', 'hr:write'],
    never: ['delivery:approve', ...PAY, ...PERSONAL],
  },
}

const HOLDERS: Partial<Record<Scope, readonly Role[]>> = {
  'hr:comp:read': ['hr_partner'],
  'hr:pii:sensitive': ['hr_partner'],
  'crm:sensitive:read': ['auditor', 'customer_success', 'finance_controller'],
  'procurement:sensitive:read': ['auditor', 'procurement_buyer'],
  'delivery:ai:request': ['ai_service'],
  'delivery:partner:admin': ['partner_manager'],
  'erp:bank:read': [],
  'procurement:bank:read': [],
}

const scopesOf = (role: Role): readonly Scope[] => ROLES[role]

describe('the table of roles', () => {
  it.each(Object.entries(TABLE))('gives %s what the work needs and nothing that is closed to it', (role, { has, never }) => {
    const scopes = scopesOf(role as Role) // a key of the table above

    expect(has.filter((scope) => !scopes.includes(scope))).toEqual([])
    expect(never.filter((scope) => scopes.includes(scope))).toEqual([])
  })

  it.each(Object.entries(HOLDERS))('gives %s to nobody else than it names', (scope, holders) => {
    const found = (Object.keys(ROLES) as Role[]).filter((role) => scopesOf(role).includes(scope as Scope)) // a key of the table

    expect(found.sort()).toEqual(holders)
  })
})
