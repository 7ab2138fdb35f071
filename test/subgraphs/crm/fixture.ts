import type { Row } from '../../../scripts/seed/load-rows.ts'

/**
 * The records that every adapter of the CRM is tested on: six clients, sales of the first one in each stage, and
 * contracts in each state. Columns are those of schema `crm`.
 */
export const crmFixture = (): Readonly<Record<string, readonly Row[]>> => ({
  'crm.account': [
    account('acc_one', { account_number: 'A-1', name: 'Northwind 100%', parent_id: null }),
    account('acc_two', { account_number: 'A-2', name: 'Southwind', parent_id: 'acc_one', region: 'IND', status: 'PROSPECT' }),
    ...Array.from({ length: 4 }, (_, n) =>
      account(`acc_child${n}`, { account_number: `B-${n}`, name: 'Child', parent_id: 'acc_one' }),
    ),
  ],
  'crm.contact': Array.from({ length: 6 }, (_, n) => contact(`con_${n + 1}`, n < 4 ? 'acc_one' : 'acc_two')),
  'crm.opportunity': [
    ...(['QUALIFICATION', 'CLOSED_LOST', 'CLOSED_WON'] as const).map((stage, n) =>
      opportunity(`opp_stage${n}`, { stage, close_date: `2026-0${n + 1}-10`, reseller_account_id: n < 2 ? 'acc_two' : null }),
    ),
    ...Array.from({ length: 5 }, (_, n) => opportunity(`opp_won${n}`, { close_date: '2026-05-01' })),
    opportunity('opp_accepted', { stage: 'ACCEPTED', accepted_at: '2026-05-02T08:00:00Z' }),
    opportunity('opp_other', { stage: 'ACCEPTED', accepted_at: '2026-05-02T08:00:00Z' }),
    opportunity('opp_linked', { stage: 'ACCEPTED', accepted_at: '2026-05-02T08:00:00Z', project_id: 'prj_taken' }),
  ],
  'crm.contract': [
    contract('ctr_msa', { type: 'MASTER_AGREEMENT', status: 'ACTIVE', opportunity_id: null, parent_id: null }),
    contract('ctr_draft', { status: 'DRAFT', opportunity_id: 'opp_won0', legal_review: 'NOT_STARTED' }),
    contract('ctr_review', { opportunity_id: 'opp_won1' }),
    contract('ctr_review2', { opportunity_id: 'opp_won2' }),
    contract('ctr_approved', approved({ opportunity_id: 'opp_accepted' })),
    contract('ctr_unready', { opportunity_id: 'opp_other' }),
    contract('ctr_linked', approved({ opportunity_id: 'opp_linked', project_id: 'prj_taken' })),
    contract('ctr_ended', { status: 'EXPIRED', opportunity_id: 'opp_won3' }),
  ],
})

/** One more record of a table, like the others. */
export function crmRecord(table: CrmTable, id: string): Row {
  switch (table) {
    case 'crm.account':
      return account(id, { account_number: id, name: 'Added', parent_id: 'acc_one' })
    case 'crm.contact':
      return contact(id, 'acc_one')
    case 'crm.opportunity':
      return opportunity(id, {})
    case 'crm.contract':
      return contract(id, {})
  }
}

export type CrmTable = 'crm.account' | 'crm.contact' | 'crm.opportunity' | 'crm.contract'

function account(id: string, overrides: Row): Row {
  return {
    id,
    legal_name: 'Northwind GmbH',
    registration_number: 'HRB 1',
    status: 'ACTIVE',
    segment: 'ENTERPRISE',
    industry: 'J',
    region: 'DACH',
    country: 'DE',
    website: 'https://northwind.example',
    billing_address: { lines: ['Hauptstr. 1'], city: 'Berlin', postalCode: '10115', subdivision: null, country: 'DE' },
    service_address: null,
    tax_registrations: [{ scheme: 'VAT', number: 'DE000000001', country: 'DE', validatedAt: null }],
    default_currency: 'EUR',
    requested_payment_terms_days: 30,
    purchase_order_required: true,
    e_invoicing_address: null,
    owner_id: 'wrk_ae',
    ...overrides,
  }
}

function contact(id: string, accountId: string): Row {
  return { id, account_id: accountId, full_name: 'Kim Lind', email: 'kim@northwind.example', phone: null, role: 'SPONSOR' }
}

function opportunity(id: string, overrides: Row): Row {
  return {
    id,
    number: `O-${id}`,
    name: 'ERP implementation',
    account_id: 'acc_one',
    stage: 'CLOSED_WON',
    type: 'NEW_BUSINESS',
    probability: '1',
    amount: '120000.50',
    currency: 'EUR',
    estimated_margin: '0.36',
    discount: '0.05',
    close_date: '2026-05-01',
    accepted_at: null,
    service_type: 'SOFTWARE_IMPLEMENTATION',
    pricing_model: 'MILESTONE',
    delivery_region: 'DACH',
    selling_legal_entity_id: 'len_de01',
    reseller_account_id: null,
    planned_start: '2026-06-01',
    planned_end: '2026-12-31',
    requires_subcontractors: false,
    owner_id: 'wrk_ae',
    project_id: null,
    // To the millisecond, and equal for some.
    created_at: `2026-01-0${1 + (id.length % 3)}T08:00:00.000Z`,
    ...overrides,
  }
}

function contract(id: string, overrides: Row): Row {
  return {
    id,
    number: `C-${id}`,
    type: 'STATEMENT_OF_WORK',
    status: 'IN_REVIEW',
    title: 'Statement of work',
    account_id: 'acc_one',
    opportunity_id: null,
    parent_id: 'ctr_msa',
    legal_entity_id: 'len_de01',
    total_value: '120000.50',
    currency: 'EUR',
    pricing_model: 'MILESTONE',
    billing_terms: BILLING_TERMS,
    tax_terms: TAX_TERMS,
    deliverables: [{ id: 'd1', name: 'System', acceptanceCriteria: 'It runs', acceptanceDays: 10 }],
    contracted_milestones: [
      { id: 'm1', name: 'Go-live', dueDate: '2026-12-01', amount: { amount: '120000.50', currency: 'EUR' } },
    ],
    rate_card: [{ role: 'Consultant', billRate: { amount: '150.00', currency: 'EUR' }, unit: 'HOUR' }],
    dependencies: ['Access to the legacy system'],
    liability_cap: '240001.00',
    notice_days: 30,
    processes_personal_data: true,
    data_processing_agreement: true,
    subcontracting_allowed: false,
    legal_review: 'PENDING',
    finance_review: 'PENDING',
    documents: [],
    approved_at: null,
    legal_approver_id: null,
    finance_approver_id: null,
    approval_recorded_by: null,
    project_id: null,
    ...overrides,
  }
}

const approved = (overrides: Row): Row => ({
  status: 'APPROVED',
  legal_review: 'APPROVED',
  finance_review: 'APPROVED',
  approved_at: '2026-05-20T08:00:00Z',
  legal_approver_id: 'wrk_legal',
  finance_approver_id: 'wrk_finance',
  approval_recorded_by: 'svc_orchestrator',
  ...overrides,
})

const BILLING_TERMS = {
  schedule: 'MILESTONE',
  frequency: 'ON_EVENT',
  paymentTermsDays: 14,
  currency: 'EUR',
  customerPoNumber: null,
  customerPoRequired: true,
  expensesBillable: true,
  expensePolicy: 'At cost',
  expenseCap: null,
  notToExceed: null,
  advancePercent: null,
  retentionPercent: '0.05',
}

const TAX_TERMS = {
  servicePeriodClause: 'Leistungszeitraum ist der Kalendermonat',
  serviceCode: null,
  municipality: null,
  exemptionClaimed: false,
  exemptionCertificate: null,
}
