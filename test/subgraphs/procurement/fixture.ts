import type { Row } from '../../../scripts/seed/load-rows.ts'

/**
 * The records that every adapter of procurement is tested on: suppliers, requisitions and purchase orders of three projects
 * in several states. Columns are those of schema `procurement`.
 */
export const procurementFixture = (): Readonly<Record<string, readonly Row[]>> => ({
  'procurement.supplier': [
    supplier('sup_active', { preferred: true, performance_score: '0.92', risk_rating: 'LOW' }),
    supplier('sup_invited', { status: 'INVITED', address: null, master_agreement_signed: false }),
    supplier('sup_left', { status: 'OFFBOARDED', regions: ['NA'] }),
    supplier('sup_other', { regions: ['IND', 'APAC'] }),
    supplier('sup_stopped', { status: 'SUSPENDED', regions: [] }),
  ],
  'procurement.requisition': [
    requisition('req_approved', { status: 'APPROVED', submitted_at: STAMP, decided_at: STAMP, staffing_request_id: 'stf_1' }),
    requisition('req_draft', {}),
    requisition('req_free', { project_id: 'prj_two', requester_id: null, supplier_id: null, cost_center_id: 'ccn_1' }),
    requisition('req_ordered', { status: 'ORDERED', submitted_at: STAMP, decided_at: STAMP }),
    requisition('req_pending', { status: 'PENDING_APPROVAL', submitted_at: STAMP }),
  ],
  'procurement.purchase_order': [
    purchaseOrder('por_closed', { status: 'CLOSED', project_id: 'prj_two', closed_at: STAMP }),
    purchaseOrder('por_draft', { status: 'DRAFT', issued_at: null }),
    purchaseOrder('por_none', { project_id: null, supplier_id: 'sup_other', buyer_id: null }),
    purchaseOrder('por_part', {
      status: 'PARTIALLY_RECEIVED',
      requisition_id: 'req_ordered',
      received_amount: '1200.50',
      receipts: [RECEIPT],
    }),
    purchaseOrder('por_sent', { supplier_id: 'sup_other', recharge_to_client: true }),
  ],
})

const STAMP = '2026-05-20T09:00:00Z'
const euros = (amount: string) => ({ amount, currency: 'EUR' })
const RECEIPT = {
  id: 'por_part-r1',
  lineId: 'por_part-1',
  receivedOn: '2026-05-18',
  quantity: '1',
  amount: euros('1200.50'),
  timecardIds: ['tim_1'],
}

export function supplier(id: string, overrides: Row): Row {
  return {
    id,
    supplier_number: `F-${id}`,
    name: 'Fabrikam',
    legal_name: 'Fabrikam GmbH',
    status: 'ACTIVE',
    country: 'DE',
    regions: ['DACH', 'UKI'],
    category: 'Consulting',
    currency: 'EUR',
    payment_terms_days: 30,
    tax_registrations: [{ scheme: 'VAT', number: 'DE000000018', country: 'DE', validatedAt: null }],
    address: { lines: ['Nebenstr. 2'], city: 'Hamburg', postalCode: '20095', subdivision: null, country: 'DE' },
    preferred: false,
    risk_rating: null,
    performance_score: null,
    master_agreement_signed: true,
    nda_signed: true,
    insurance_valid_until: '2026-12-31',
    rate_card: [{ role: 'Developer', rate: euros('95.00'), unit: 'HOUR', validUntil: null }],
    ...overrides,
  }
}

export function requisition(id: string, overrides: Row): Row {
  const line = {
    description: 'Developer',
    role: 'Developer',
    quantity: '2',
    unit: 'DAY',
    unitPrice: euros('1200.50'),
    net: euros('2401.00'),
  }
  return {
    id,
    number: `F-${id}`,
    status: 'DRAFT',
    project_id: 'prj_one',
    staffing_request_id: null,
    legal_entity_id: 'len_de01',
    cost_center_id: null,
    requester_id: 'wrk_pm',
    supplier_id: 'sup_active',
    justification: 'No own capacity',
    lines: [{ id: `${id}-1`, ...line, wbsCode: '1.1' }],
    total: '2401.00',
    currency: 'EUR',
    needed_by: '2026-07-01',
    submitted_at: null,
    decided_at: null,
    ...overrides,
  }
}

export function purchaseOrder(id: string, overrides: Row): Row {
  const line = { description: 'Developer', quantity: '2', unit: 'DAY', unitPrice: euros('1200.50'), net: euros('2401.00') }
  return {
    id,
    number: `F-${id}`,
    status: 'ISSUED',
    supplier_id: 'sup_active',
    project_id: 'prj_one',
    requisition_id: null,
    legal_entity_id: 'len_de01',
    cost_center_id: null,
    buyer_id: 'wrk_buyer',
    currency: 'EUR',
    lines: [{ id: `${id}-1`, ...line, assignmentId: 'asg_1', receivedQuantity: '0' }],
    total: '2401.00',
    received_amount: '0',
    receipts: [],
    payment_terms_days: 30,
    start_date: '2026-06-01',
    end_date: '2026-06-30',
    issued_at: STAMP,
    acknowledged_at: null,
    closed_at: null,
    recharge_to_client: false,
    ...overrides,
  }
}
