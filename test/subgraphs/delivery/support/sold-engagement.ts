import type { StandInSystems } from './stand-in-systems.ts'

/** Billing terms that pass every rule. */
export const BILLING = {
  schedule: 'MILESTONE',
  frequency: 'ON_EVENT',
  paymentTermsDays: 30,
  currency: 'EUR',
  customerPoNumber: 'PO-77',
  customerPoRequired: true,
  expensesBillable: true,
  expensePolicy: 'At cost, economy class.',
  notToExceed: null,
}

/** A German software implementation that was accepted, with a contract that passes every rule. Ids end with `suffix`. */
export function addSoldEngagement(
  systems: StandInSystems,
  suffix: string,
  overrides: { readonly contract?: object; readonly opportunity?: object } = {},
): {
  readonly opportunityId: string
  readonly contractId: string
  readonly accountId: string
} {
  const [opportunityId, contractId, accountId] = [`opp_${suffix}`, `ctr_${suffix}`, `acc_${suffix}`]
  const legalEntity = {
    id: 'len_de01',
    code: 'DE01',
    country: 'DE',
    active: true,
    functionalCurrency: 'EUR',
    reportingCurrency: 'USD',
  }
  const value = { amount: '400000.00', currency: 'EUR' }
  const account = {
    id: accountId,
    name: 'Acme',
    legalName: 'Acme GmbH',
    registrationNumber: 'HRB 1234',
    segment: 'ENTERPRISE',
    country: 'DE',
    eInvoicingAddress: null,
    billingAddress: { country: 'DE', lines: ['Weg 1'] },
    taxRegistrations: [{ scheme: 'VAT', number: `DE${suffix}`, country: 'DE' }],
  }
  systems.contracts.set(contractId, {
    id: contractId,
    revision: 1,
    number: `SOW-${suffix}`,
    type: 'STATEMENT_OF_WORK',
    status: 'DRAFT',
    title: 'ERP roll-out',
    governingLaw: 'DE',
    effectiveFrom: '2026-06-01',
    effectiveTo: '2027-05-31',
    totalValue: value,
    pricingModel: 'MILESTONE',
    billingTerms: BILLING,
    taxTerms: {
      servicePeriodClause: 'Leistungszeitraum',
      serviceCode: null,
      municipality: null,
      exemptionClaimed: false,
      exemptionCertificate: null,
    },
    deliverables: [{ name: 'System', acceptanceCriteria: 'Tests pass' }],
    contractedMilestones: [
      { id: 'm1', name: 'Design', dueDate: '2026-09-30', amount: { amount: '150000.00', currency: 'EUR' } },
      { id: 'm2', name: 'Go-live', dueDate: '2027-05-31', amount: { amount: '250000.00', currency: 'EUR' } },
    ],
    rateCard: [],
    dependencies: ['Test data'],
    liabilityCap: value,
    noticeDays: 30,
    processesPersonalData: false,
    dataProcessingAgreement: false,
    subcontractingAllowed: true,
    documents: [{ kind: 'CONTRACT', final: true, sha256: 'a'.repeat(64) }],
    opportunity: { id: opportunityId },
    parent: { type: 'MASTER_AGREEMENT', status: 'ACTIVE', effectiveFrom: '2025-01-01', effectiveTo: null },
    legalEntity,
    account,
    approvedAt: null,
    ...overrides.contract,
  })
  systems.opportunities.set(opportunityId, {
    id: opportunityId,
    name: 'ERP roll-out DACH',
    stage: 'ACCEPTED',
    acceptedAt: '2026-05-26T08:00:00.000Z',
    serviceType: 'SOFTWARE_IMPLEMENTATION',
    deliveryRegion: 'DACH',
    plannedStart: '2026-06-01',
    plannedEnd: '2027-05-31',
    estimatedHours: '2400',
    estimatedMargin: '0.36',
    requiresSubcontractors: false,
    scopeSummary: 'ERP for three plants',
    account: { id: accountId },
    reseller: { id: 'acc_reseller' },
    sellingLegalEntity: legalEntity,
    lineItems: [{ quantity: '1', unit: 'LUMP_SUM', net: value }],
    contract: { id: contractId },
    project: null,
    ...overrides.opportunity,
  })
  return { opportunityId, contractId, accountId }
}
