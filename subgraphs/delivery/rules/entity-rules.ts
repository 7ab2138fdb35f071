import { Decimal } from 'decimal.js'
import type { ContractFacts } from './contract-facts.ts'
import { DEFAULT_MARGIN_FLOOR, MARGIN_FLOOR } from './region-data.ts'

/** CC-05: an entity bills in the currency of its books or in that of the group, and the contract in one currency. */
export function isCurrencyAllowed({ entity, billing, totalValue }: ContractFacts): boolean {
  if (entity === null || billing.currency !== totalValue.currency) return false
  return [entity.functionalCurrency, entity.reportingCurrency].includes(billing.currency)
}

/** CC-17: a sale below the floor needs an approval of its own before it may become a project. */
export function isMarginEnough({ entity, sale }: ContractFacts): boolean {
  if (sale.estimatedMargin === null) return false
  const floor = MARGIN_FLOOR[entity?.code ?? ''] ?? DEFAULT_MARGIN_FLOOR
  return new Decimal(sale.estimatedMargin).greaterThanOrEqualTo(floor)
}
