import { currency, dateText, decimal, money } from '../../../../contracts/wire/values.ts'
import type { ContractFacts } from '../../../../subgraphs/delivery/rules/contract-facts.ts'

/** A contract of the German entity with a German client that passes every rule. */
export const COMPLETE_CONTRACT: ContractFacts = {
  type: 'STATEMENT_OF_WORK',
  totalValue: money('300000.00', 'EUR'),
  pricingModel: 'MILESTONE',
  governingLaw: 'DE',
  effectiveFrom: dateText('2026-06-01'),
  effectiveTo: dateText('2027-05-31'),
  liabilityCap: money('300000.00', 'EUR'),
  noticeDays: 30,
  processesPersonalData: true,
  dataProcessingAgreement: true,
  subcontractingAllowed: true,
  dependencies: ['Test data by September'],
  deliverables: [{ name: 'System', acceptanceCriteria: 'All tests pass' }],
  milestones: [
    { name: 'Design', dueDate: dateText('2026-09-30'), amount: money('100000.00', 'EUR') },
    { name: 'Go-live', dueDate: dateText('2027-05-31'), amount: money('200000.00', 'EUR') },
  ],
  rates: [{ role: 'Consultant', rate: money('150.00', 'EUR') }],
  documents: [{ kind: 'CONTRACT', final: true, sha256: 'a'.repeat(64) }],
  billing: {
    schedule: 'MILESTONE',
    paymentTermsDays: 30,
    currency: currency('EUR'),
    customerPoNumber: 'PO-1',
    customerPoRequired: true,
    expensesBillable: true,
    expensePolicy: 'At cost.',
    notToExceed: null,
  },
  tax: {
    servicePeriodClause: 'Leistungszeitraum 06/2026 bis 05/2027',
    serviceCode: null,
    municipality: null,
    exemptionClaimed: false,
    exemptionCertificate: null,
  },
  master: { status: 'ACTIVE', effectiveFrom: dateText('2025-01-01'), effectiveTo: null },
  account: {
    legalName: 'Acme GmbH',
    registrationNumber: 'HRB 1234',
    segment: 'ENTERPRISE',
    country: 'DE',
    hasBillingAddress: true,
    eInvoicingAddress: null,
    taxRegistrations: [{ scheme: 'VAT', number: 'DE123456789', country: 'DE' }],
  },
  entity: { code: 'DE01', country: 'DE', active: true, functionalCurrency: currency('EUR'), reportingCurrency: currency('USD') },
  sale: {
    requiresSubcontractors: true,
    estimatedMargin: decimal('0.36'),
    lineNets: [money('120000.00', 'EUR'), money('180000.00', 'EUR')],
  },
}
