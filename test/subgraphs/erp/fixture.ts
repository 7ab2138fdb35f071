import type { Row } from '../../../scripts/seed/load-rows.ts'

/**
 * The records that every adapter of the ERP is tested on: five legal entities, customers in every state, and projects with
 * budgets, schedules, charges, invoices and postings. Columns are those of schema `erp`.
 */
export const erpFixture = (): Readonly<Record<string, readonly Row[]>> => ({
  'erp.legal_entity': [
    legalEntity('len_br01', { code: 'BR01', region: 'LATAM', country: 'BR', functional_currency: 'BRL' }),
    legalEntity('len_de01', {}),
    legalEntity('len_fr01', { code: 'FR01', region: 'DACH', country: 'FR', active: false }),
    legalEntity('len_gb01', { code: 'GB01', region: 'UKI', country: 'GB', functional_currency: 'GBP' }),
    legalEntity('len_us01', { code: 'US01', region: 'NA', country: 'US', functional_currency: 'USD' }),
  ],
  'erp.cost_center': [
    costCenter('ccn_de1', {}),
    costCenter('ccn_de2', { code: 'CC-900', active: false }),
    costCenter('ccn_fr1', { legal_entity_id: 'len_fr01' }),
    costCenter('ccn_us1', { code: 'CC-200', legal_entity_id: 'len_us01', owner_id: null, practice: null }),
    costCenter('ccn_us2', { code: 'CC-201', legal_entity_id: 'len_us01' }),
  ],
  'erp.customer': [
    customer('acc_blocked', { status: 'BLOCKED' }),
    customer('acc_one', { tax_number: 'DE 111.222.333', credit_limit: '500000.00' }),
    customer('acc_pending', { status: 'PENDING_VALIDATION' }),
    customer('acc_rich', { currency: 'USD', country: 'US-TX', tax_number: '98-7654321', credit_hold: true }),
    customer('acc_two', {}),
  ],
  'erp.project': [
    project('prj_closed', { financial_status: 'CLOSED' }),
    project('prj_fixed', { pricing_model: 'FIXED_FEE', billing_type: 'FIXED_DATE', contract_value: '100.00' }),
    project('prj_one', { financial_status: 'OPEN', financial_status_reason: 'Kick-off' }),
    project('prj_open', { financial_status: 'OPEN', account_id: 'acc_two' }),
    project('prj_time', { pricing_model: 'CAPPED_TIME_AND_MATERIALS', billing_type: 'TIME_AND_EXPENSE', not_to_exceed: '90.00' }),
    project('prj_used', { financial_status: 'OPEN' }),
  ],
  'erp.budget': [
    budget('prj_one', 1, { status: 'SUPERSEDED' }),
    budget('prj_one', 2, { change_request_id: 'chr_1' }),
    budget('prj_open', 1, {}),
    budget('prj_used', 1, { status: 'SUPERSEDED' }),
    budget('prj_used', 2, { status: 'SUPERSEDED' }),
    budget('prj_used', 3, {}),
  ],
  'erp.invoice': [
    invoice('inv_credit', {
      type: 'CREDIT_NOTE',
      number: 'DE01-4',
      status: 'SENT',
      subtotal: '10.00',
      tax_total: '1.90',
      total: '11.90',
    }),
    invoice('inv_draft', { number: null, status: 'DRAFT', issue_date: null, due_date: null, tax_point_date: null }),
    invoice('inv_dollar', {
      number: 'US01-1',
      account_id: 'acc_two',
      project_id: null,
      currency: 'USD',
      legal_entity_id: 'len_us01',
    }),
    invoice('inv_early', { number: 'DE01-1', status: 'PAID', amount_paid: '119.00', issue_date: '2026-01-31' }),
    invoice('inv_late', { number: 'DE01-3', issue_date: '2026-04-30', due_date: '2026-05-14' }),
    invoice('inv_now', { number: 'DE01-2', issue_date: '2026-04-30', due_date: '2199-12-31', project_id: 'prj_used' }),
  ],
  'erp.billing_schedule_line': [
    scheduleLine('prj_one', 1, { status: 'CANCELLED' }),
    scheduleLine('prj_one', 2, { status: 'INVOICED', invoice_id: 'inv_early' }),
    scheduleLine('prj_one', 3, { planned_date: null, milestone_id: 'mil_1' }),
    scheduleLine('prj_open', 1, {}),
    scheduleLine('prj_used', 1, { status: 'READY' }),
  ],
  'erp.charge': [
    charge('chg_a', { stage: 'BILLED', invoice_id: 'inv_early', service_date: '2026-01-31' }),
    charge('chg_b', { stage: 'HOLD', hold_reason: 'The client has given no purchase order number' }),
    charge('chg_c', {
      type: 'MILESTONE',
      timecard_id: null,
      milestone_id: 'mil_1',
      stage: 'IN_INVOICE',
      invoice_id: 'inv_draft',
    }),
    charge('chg_d', { type: 'ADJUSTMENT', timecard_id: null, milestone_id: 'mil_1', quantity: '1', rate: null }),
    charge('chg_e', {
      project_id: 'prj_used',
      type: 'MILESTONE',
      timecard_id: null,
      milestone_id: 'mil_2',
      service_date: '2026-03-02',
    }),
    charge('chg_f', { project_id: 'prj_used', type: 'PURCHASE', timecard_id: null, purchase_order_id: 'por_1' }),
  ],
  'erp.posting': [
    posting('pst_1', 'prj_one', { kind: 'REVENUE', amount: '1000.00' }),
    posting('pst_2', 'prj_one', { kind: 'LABOUR', amount: '400.10', hours: '8.25', billable_hours: '7.5' }),
    posting('pst_3', 'prj_one', { kind: 'SUBCONTRACTOR', amount: '200.20', hours: '2' }),
    posting('pst_4', 'prj_one', { kind: 'EXPENSE', amount: '33.33' }),
    posting('pst_5', 'prj_one', { kind: 'WRITE_OFF', amount: '5.01' }),
    posting('pst_6', 'prj_used', { kind: 'LABOUR', amount: '0.10', hours: '0.1', billable_hours: '0.1' }),
    posting('pst_7', 'prj_used', { kind: 'LABOUR', amount: '0.20', hours: '0.2', billable_hours: '0' }),
  ],
})

export function legalEntity(id: string, overrides: Row): Row {
  return {
    id,
    code: 'DE01',
    name: 'Delivery GmbH',
    country: 'DE',
    region: 'DACH',
    functional_currency: 'EUR',
    reporting_currency: 'USD',
    tax_registrations: [{ scheme: 'VAT', number: 'DE000000009', country: 'DE', validatedAt: null }],
    address: { lines: ['Hauptstr. 1'], city: 'Berlin', postalCode: '10115', subdivision: null, country: 'DE' },
    fiscal_year_start_month: 1,
    open_period: '2026-05',
    standard_tax_rate: '0.19',
    time_zone: 'Europe/Berlin',
    active: true,
    ...overrides,
  }
}

export function costCenter(id: string, overrides: Row): Row {
  return {
    id,
    code: 'CC-100',
    name: 'Consulting',
    legal_entity_id: 'len_de01',
    owner_id: 'wrk_owner',
    practice: 'ERP',
    active: true,
    ...overrides,
  }
}

export function customer(id: string, overrides: Row): Row {
  return {
    id,
    erp_customer_number: `F-${id}`,
    status: 'VALID',
    legal_name: 'Northwind GmbH',
    country: 'DE',
    tax_number: null,
    currency: 'EUR',
    payment_terms_days: 30,
    credit_hold: false,
    ...overrides,
  }
}

export function project(id: string, overrides: Row): Row {
  return {
    id,
    erp_project_number: `F-${id}`,
    account_id: 'acc_one',
    contract_id: `ctr_of_${id}`,
    legal_entity_id: 'len_de01',
    cost_center_id: 'ccn_de1',
    financial_status: 'PLANNED',
    billing_type: 'MILESTONE',
    pricing_model: 'MILESTONE',
    billing_frequency: 'ON_EVENT',
    contract_value: '120000.50',
    currency: 'EUR',
    wbs: [
      { code: '1', name: 'Project', parentCode: null, billable: true },
      { code: '1.1', name: 'Design', parentCode: '1', billable: true },
    ],
    ...overrides,
  }
}

function budget(projectId: string, version: number, overrides: Row): Row {
  const euros = (amount: string) => ({ amount, currency: 'EUR' })
  return {
    id: `${projectId}-b${version}`,
    project_id: projectId,
    version,
    status: 'APPROVED',
    revenue: '1000.00',
    cost: '640.50',
    hours: '80.5',
    currency: 'EUR',
    lines: [
      { category: 'LABOUR', wbsCode: '1.1', hours: '80.5', revenue: euros('1000.00'), cost: euros('600.50') },
      { category: 'EXPENSE', wbsCode: null, hours: null, revenue: null, cost: euros('40.00') },
    ],
    approved_at: '2026-02-01T09:00:00Z',
    change_request_id: null,
    ...overrides,
  }
}

export function scheduleLine(projectId: string, position: number, overrides: Row): Row {
  return {
    id: `${projectId}-s${position}`,
    project_id: projectId,
    position,
    description: `Part ${position}`,
    planned_date: '2026-06-30',
    milestone_id: null,
    amount: '20000.50',
    currency: 'EUR',
    status: 'PLANNED',
    invoice_id: null,
    ...overrides,
  }
}

export function charge(id: string, overrides: Row): Row {
  return {
    id,
    project_id: 'prj_one',
    type: 'TIME',
    stage: 'READY',
    timecard_id: 'tim_1',
    service_date: '2026-05-04',
    description: 'Consulting',
    quantity: '8.25',
    unit: 'HOUR',
    rate: '150.00',
    amount: '1237.50',
    currency: 'EUR',
    ...overrides,
  }
}

export function invoice(id: string, overrides: Row): Row {
  const euros = (amount: string) => ({ amount, currency: 'EUR' })
  return {
    id,
    type: 'INVOICE',
    status: 'SENT',
    account_id: 'acc_one',
    project_id: 'prj_one',
    legal_entity_id: 'len_de01',
    issue_date: '2026-04-30',
    tax_point_date: '2026-04-30',
    due_date: '2026-05-14',
    service_period_from: '2026-04-01',
    service_period_to: '2026-04-30',
    currency: 'EUR',
    subtotal: '100.00',
    tax_total: '19.00',
    total: '119.00',
    amount_paid: '0',
    lines: [
      {
        id: `${id}-l1`,
        position: 1,
        description: 'Consulting',
        quantity: '1',
        unit: 'EACH',
        unitPrice: euros('100.00'),
        net: euros('100.00'),
        taxCategory: 'STANDARD',
        taxRate: '0.19',
        serviceCode: null,
        chargeIds: ['chg_a', 'chg_b'],
      },
    ],
    taxes: [
      {
        jurisdiction: 'DE',
        name: 'USt',
        category: 'STANDARD',
        rate: '0.19',
        base: euros('100.00'),
        amount: euros('19.00'),
        exemptionReason: null,
      },
    ],
    payments: [],
    payment_terms_days: 14,
    ...overrides,
  }
}

export function posting(id: string, projectId: string, overrides: Row): Row {
  return { id, project_id: projectId, posted_on: '2026-04-30', hours: '0', billable_hours: '0', currency: 'EUR', ...overrides }
}
