/**
 * S-2, the missing purchase order: Borealis Energy refuses invoices without its purchase order, and the contracts of these won
 * sales do not have the number yet. Completeness rule CC-10 blocks the handoff until `recordClientPurchaseOrder`.
 */
export const MISSING_CLIENT_PO = {
  accountId: 'acc_borealis',
  opportunityIds: ['opp_missingpo', 'opp_missingpo2', 'opp_missingpo3', 'opp_missingpo4'],
} as const
