import { type CompletenessRule, isText } from './completeness-rule.ts'
import type { ContractFacts } from './contract-facts.ts'

/**
 * What the law of the contracting entity's country wants on top of the common rules, as data: a new country is a new line.
 * They warn: the invoice, not the project, cannot do without them.
 */
export const REGION_RULES: readonly CompletenessRule[] = [
  region('DE', 'taxTerms.servicePeriodClause', 'The wording of the period of supply is missing (Germany).', ({ tax }) =>
    isText(tax.servicePeriodClause),
  ),
  region(
    'IN',
    'account.taxRegistrations',
    'The GSTIN of the client or the SAC of the service is missing (India).',
    (contract) => (isForeign(contract) || isRegistered(contract, 'GST')) && isText(contract.tax.serviceCode),
  ),
  region(
    'BR',
    'taxTerms.municipality',
    'The CNPJ of the client, the municipality or the code of the service is missing (Brazil).',
    (contract) =>
      (isForeign(contract) || isRegistered(contract, 'CNPJ')) &&
      isText(contract.tax.municipality) &&
      isText(contract.tax.serviceCode),
  ),
  region(
    'SG',
    'account.taxRegistrations',
    'The GST number of the client is missing (Singapore).',
    (contract) => isForeign(contract) || isRegistered(contract, 'GST'),
  ),
  region(
    'US',
    'taxTerms.exemptionCertificate',
    'The client claims tax exemption without a certificate (United States).',
    ({ tax }) => !tax.exemptionClaimed || isText(tax.exemptionCertificate),
  ),
  region(
    'GB',
    'account.taxRegistrations',
    'The VAT number of the client is missing (United Kingdom).',
    (contract) => isForeign(contract) || isRegistered(contract, 'VAT'),
  ),
]

function region(country: string, field: string, message: string, isMet: (contract: ContractFacts) => boolean): CompletenessRule {
  return {
    id: `CC-${country}`,
    severity: 'WARNING',
    mandatory: true,
    field,
    message,
    isMet: (contract) => contract.entity?.country !== country || isMet(contract),
  }
}

const isForeign = ({ account, entity }: ContractFacts) => account.country !== entity?.country
const isRegistered = ({ account }: ContractFacts, scheme: string) =>
  account.taxRegistrations.some((each) => each.scheme === scheme && isText(each.number))
