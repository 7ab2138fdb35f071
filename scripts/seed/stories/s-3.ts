/**
 * S-3, the large purchase: an enterprise implementation for Acme Manufacturing whose data migration subcontractors take. Their
 * seat alone is worth more than band C of the German entity covers (260,000 euros), so that the CFO has to approve as well.
 */
export const LARGE_PURCHASE = {
  accountId: 'acc_acme',
  opportunityIds: ['opp_largepurchase', 'opp_largepurchase2', 'opp_largepurchase3', 'opp_largepurchase4'],
} as const
