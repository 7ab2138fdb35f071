/**
 * S-6, the duplicate client: Lumenwerk is a customer of the ERP already, and sales entered it a second time. The second
 * account carries the same tax number in another notation, so its handoffs stop at the client master and no second customer
 * appears.
 */
export const DUPLICATE_CLIENT = {
  accountId: 'acc_lumenwerk2',
  existingAccountId: 'acc_lumenwerk',
  opportunityIds: ['opp_duplicate', 'opp_duplicate2', 'opp_duplicate3', 'opp_duplicate4'],
} as const
