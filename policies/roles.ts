import type { Scope } from './scopes.ts'
import { SCOPES } from './scopes.ts'

const PLAIN_READS = ['crm:read', 'erp:read', 'psa:read', 'hr:read', 'procurement:read', 'delivery:read'] as const

/** Reading a project across all systems, without cost and margin. */
const PROJECT_MANAGEMENT = [
  ...PLAIN_READS,
  'crm:pii:read',
  'erp:financials:read',
  'psa:write',
  'psa:rates:read',
  'psa:time:approve',
  'delivery:write',
  'delivery:approve',
] as const

const DELIVERY_MANAGEMENT = [...PROJECT_MANAGEMENT, 'erp:margin:read', 'delivery:kpi:read'] as const

/** Read scopes that even an auditor does not get: salaries, sensitive personal data and bank details. */
const CLOSED_TO_AUDIT: ReadonlySet<Scope> = new Set<Scope>(['hr:comp:read', 'erp:bank:read', 'procurement:bank:read'])

const isAuditable = (scope: Scope): boolean =>
  scope.endsWith(':read') && !scope.startsWith('partner:') && !CLOSED_TO_AUDIT.has(scope)

/** Deciding on the final text of a contract. */
const LEGAL_APPROVAL = ['crm:read', 'delivery:read', 'delivery:approve'] as const

/**
 * What each role of the firm may do. A token that names its scopes is taken at its word; one that names only roles gets the
 * scopes of this table. Scopes that no role holds (`erp:bank:read`, `procurement:bank:read`, `hr:costrate:write`,
 * `delivery:ai:review`) are granted to a person by name at the issuer.
 */
export const ROLES = {
  account_executive: ['crm:read', 'crm:write', 'crm:pii:read', 'psa:read', 'delivery:read'],
  legal: LEGAL_APPROVAL,
  head_of_legal: LEGAL_APPROVAL,
  general_counsel: LEGAL_APPROVAL,
  finance_controller: [
    'erp:read',
    'erp:financials:read',
    'erp:margin:read',
    'crm:read',
    'crm:commercials:read',
    'crm:sensitive:read',
    'psa:rates:read',
    'delivery:read',
    'delivery:approve',
    'delivery:audit:read',
  ],
  // Decides on large contracts and purchases: the amounts of both, and no part in the daily business.
  cfo: [
    'crm:read',
    'crm:commercials:read',
    'erp:read',
    'erp:financials:read',
    'erp:margin:read',
    'procurement:read',
    'delivery:read',
    'delivery:approve',
    'delivery:kpi:read',
  ],
  billing_specialist: ['erp:read', 'erp:invoice:write', 'psa:read', 'delivery:read', 'delivery:operate'],
  project_manager: PROJECT_MANAGEMENT,
  delivery_director: DELIVERY_MANAGEMENT,
  region_head: DELIVERY_MANAGEMENT,
  // Answers for the people and templates of a practice; late staffing comes here.
  practice_head: ['crm:read', 'psa:read', 'hr:read', 'procurement:read', 'delivery:read', 'delivery:approve'],
  // Last to be asked when a decision or the staffing of a project is late.
  coo: [...PLAIN_READS, 'delivery:approve', 'delivery:kpi:read'],
  resource_manager: ['psa:read', 'psa:write', 'hr:read', 'hr:costrate:read', 'delivery:read', 'delivery:approve'],
  delivery_ops: [...PLAIN_READS, 'delivery:operate', 'delivery:approve', 'delivery:admin'],
  // Row rules bind it to the projects that it works on and to its own record in HR.
  consultant: ['psa:read', 'psa:time:write', 'hr:read'],
  hr_partner: ['hr:read', 'hr:write', 'hr:pii:read', 'hr:pii:sensitive', 'hr:comp:read'],
  procurement_buyer: ['procurement:read', 'procurement:write', 'procurement:sensitive:read', 'erp:read', 'delivery:read'],
  customer_success: ['crm:read', 'crm:write', 'crm:sensitive:read', 'psa:read', 'delivery:read'],
  executive: [...PLAIN_READS, 'erp:margin:read', 'delivery:kpi:read'],
  architect: ['delivery:read', 'delivery:admin', 'delivery:audit:read'],
  auditor: (Object.keys(SCOPES) as Scope[]).filter(isAuditable),
  partner_manager: [...PLAIN_READS, 'delivery:partner:admin'],
  ai_service: ['delivery:ai:request'],
  svc_orchestrator: [
    ...PLAIN_READS,
    'crm:write',
    'crm:commercials:read',
    'erp:write',
    'erp:financials:read',
    'psa:write',
    'psa:rates:read',
    'procurement:write',
    'hr:write',
    'delivery:operate',
  ],
} as const satisfies Record<string, readonly Scope[]>

export type Role = keyof typeof ROLES

export function isKnownRole(role: string): role is Role {
  return Object.hasOwn(ROLES, role)
}

/** Union of the scopes of these roles; a role that is not in the table adds nothing. */
export function scopesOfRoles(roles: readonly string[]): ReadonlySet<Scope> {
  return new Set(roles.filter(isKnownRole).flatMap((role): readonly Scope[] => ROLES[role]))
}
