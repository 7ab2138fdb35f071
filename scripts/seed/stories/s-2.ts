/**
 * S-2, the missing purchase order: Borealis Energy refuses invoices without its purchase order, and the contract of this won
 * sale does not have the number yet. Completeness rule CC-10 blocks the handoff until `recordClientPurchaseOrder`.
 */
export const MISSING_CLIENT_PO = {
  accountId: 'acc_borealis',
  opportunityId: 'opp_missingpo',
  contractId: 'ctr_missingpo',
} as const
