/**
 * S-6, the duplicate client: Lumenwerk is a customer of the ERP already, and sales entered it a second time. The second
 * account carries the same tax number in another notation, so its handoff stops at the client master and no second customer
 * appears.
 */
export const DUPLICATE_CLIENT = {
  accountId: 'acc_lumenwerk2',
  existingAccountId: 'acc_lumenwerk',
  opportunityId: 'opp_duplicate',
  contractId: 'ctr_duplicate',
} as const
