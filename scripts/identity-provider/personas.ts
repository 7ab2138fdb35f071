import {
  PARTNER_SCOPES,
  type PartnerKind,
  type Role,
  type Scope,
  scopesOfRoles,
  VARIANT_OF_PARTNER,
  type Variant,
} from '../../policies/index.ts'

/** Master data of a partner firm: the demo data holds the same records under the same ids. */
export interface PartnerFirm {
  readonly id: string
  readonly kind: PartnerKind
  readonly displayName: string
  /** CRM account of a client or reseller. */
  readonly accountId: string | null
  /** Supplier record of a subcontractor. */
  readonly supplierId: string | null
}

/** Somebody whom the development issuer knows. */
export interface Persona {
  readonly name: string
  /** `client`: an OAuth client that also signs in on its own, with client credentials. */
  readonly kind: 'person' | 'client'
  readonly displayName: string
  readonly variant: Variant
  readonly roles: readonly Role[]
  readonly scopes: readonly Scope[]
  /** Worker record of a person; null for services and partners. */
  readonly workerId: string | null
  /** Regions that a person answers for; null for everybody who is not bound to any. */
  readonly regions: readonly string[] | null
  readonly partner: PartnerFirm | null
}

/** Canonical id of the worker record of a persona, e.g. `wrk_projectmanager`. */
export function personaWorkerId(name: string): string {
  return `wrk_${name.replaceAll('_', '')}`
}

function person(name: Role, displayName: string): Persona {
  return {
    name,
    kind: 'person',
    displayName,
    variant: 'internal',
    roles: [name],
    scopes: [...scopesOfRoles([name])],
    workerId: personaWorkerId(name),
    regions: null,
    partner: null,
  }
}

/** A second person in a role, for decisions that need four eyes. */
function colleague(name: string, role: Role, displayName: string): Persona {
  return { ...person(role, displayName), name, workerId: personaWorkerId(name) }
}

function service(name: Role, displayName: string): Persona {
  return { ...person(name, displayName), kind: 'client', workerId: null }
}

function partner(name: string, firm: PartnerFirm): Persona {
  return {
    name,
    kind: 'client',
    displayName: firm.displayName,
    variant: VARIANT_OF_PARTNER[firm.kind],
    roles: [],
    scopes: PARTNER_SCOPES[firm.kind],
    workerId: null,
    regions: null,
    partner: firm,
  }
}

const clientFirm = (name: string, displayName: string): PartnerFirm => ({
  id: `par_${name}`,
  kind: 'CLIENT',
  displayName,
  accountId: `acc_${name}`,
  supplierId: null,
})

const subcontractorFirm = (name: string, displayName: string): PartnerFirm => ({
  id: `par_${name}`,
  kind: 'SUBCONTRACTOR',
  displayName,
  accountId: null,
  supplierId: `sup_${name}`,
})

export const PERSONAS: readonly Persona[] = [
  person('account_executive', 'Amara Okafor'),
  person('legal', 'Lena Hartmann'),
  person('finance_controller', 'Priya Raman'),
  person('billing_specialist', 'Tomas Novak'),
  person('project_manager', 'Marta Lindqvist'),
  person('delivery_director', 'Daniel Osei'),
  { ...person('region_head', 'Camila Duarte'), regions: ['LATAM'] },
  person('resource_manager', 'Rhys Morgan'),
  person('delivery_ops', 'Noor Haddad'),
  person('consultant', 'Kenji Sato'),
  person('hr_partner', 'Ingrid Solberg'),
  person('procurement_buyer', 'Pavel Dvorak'),
  person('customer_success', 'Sofia Ricci'),
  person('executive', 'Evelyn Hart'),
  person('architect', 'Arjun Mehta'),
  person('auditor', 'Odile Laurent'),
  person('partner_manager', 'Mateo Vargas'),
  person('head_of_legal', 'Henrik Adler'),
  person('general_counsel', 'Grace Adeyemi'),
  person('cfo', 'Clara Fontaine'),
  person('practice_head', 'Paul Achterberg'),
  person('coo', 'Olivia Chen'),
  colleague('delivery_ops_deputy', 'delivery_ops', 'Samuel Ortega'),
  service('ai_service', 'Assistant service'),
  service('svc_orchestrator', 'Delivery orchestrator'),
  partner('client_acme', clientFirm('acme', 'Acme Manufacturing')),
  partner('client_borealis', clientFirm('borealis', 'Borealis Energy')),
  partner('sub_nordlicht', subcontractorFirm('nordlicht', 'Nordlicht Consulting')),
  partner('sub_kestrel', subcontractorFirm('kestrel', 'Kestrel Systems')),
  partner('reseller_axiom', { ...clientFirm('axiom', 'Axiom Partners'), kind: 'RESELLER' }),
]

const byName: ReadonlyMap<string, Persona> = new Map(PERSONAS.map((persona) => [persona.name, persona]))

export function personaNamed(name: string): Persona | undefined {
  return byName.get(name)
}
