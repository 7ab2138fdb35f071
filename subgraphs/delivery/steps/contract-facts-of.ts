import type { ContractAnswer } from '../graph/answers.ts'
import type { ContractFacts } from '../rules/contract-facts.ts'
import type { OpenedHandoff } from './results.ts'

/** The contract and its sale as the rules look at them. */
export function contractFactsOf(contract: ContractAnswer, sale: OpenedHandoff): ContractFacts {
  const { account, legalEntity, parent } = contract
  return {
    type: contract.type,
    totalValue: contract.totalValue,
    pricingModel: contract.pricingModel,
    governingLaw: contract.governingLaw,
    effectiveFrom: contract.effectiveFrom,
    effectiveTo: contract.effectiveTo,
    liabilityCap: contract.liabilityCap,
    noticeDays: contract.noticeDays,
    processesPersonalData: contract.processesPersonalData,
    dataProcessingAgreement: contract.dataProcessingAgreement,
    subcontractingAllowed: contract.subcontractingAllowed,
    dependencies: contract.dependencies,
    deliverables: contract.deliverables,
    milestones: contract.contractedMilestones,
    rates: contract.rateCard.map(({ role, billRate }) => ({ role, rate: billRate })),
    documents: contract.documents,
    billing: contract.billingTerms,
    tax: contract.taxTerms,
    master: parent === null || parent.type !== 'MASTER_AGREEMENT' ? null : parent,
    account: {
      legalName: account.legalName,
      registrationNumber: account.registrationNumber,
      segment: account.segment,
      country: account.country,
      hasBillingAddress: account.billingAddress !== null,
      eInvoicingAddress: account.eInvoicingAddress,
      taxRegistrations: account.taxRegistrations ?? [],
    },
    entity: legalEntity,
    sale: {
      requiresSubcontractors: sale.requiresSubcontractors,
      estimatedMargin: sale.estimatedMargin,
      lineNets: sale.lineNets,
    },
  }
}
