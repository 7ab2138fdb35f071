import type { SaleFacts } from '../model/sales.ts'

/**
 * S-9, the deals of a reseller: Axiom Partners brings the firm clients in North America. A fifth of the sales to others there
 * were registered by it, whatever became of them since; some are projects today, and it follows them with its own token.
 */
export const RESELLER_DEALS = { resellerAccountId: 'acc_axiom', region: 'NA', share: 0.2 } as const

/** Account of the reseller that registered a sale; null for a sale of the firm's own. */
export function resellerOf({ account, draws }: SaleFacts): string | null {
  const { resellerAccountId, region, share } = RESELLER_DEALS
  const isOpenToIt = account.region === region && account.id !== resellerAccountId
  return isOpenToIt && draws.chance('reseller', share) ? resellerAccountId : null
}
