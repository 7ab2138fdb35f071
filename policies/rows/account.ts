import { defineRowRule } from './define-row-rule.ts'

/**
 * Clients of the firm. What of an account a partner sees is for the scopes of its fields and the tags of its variant to say: a
 * reseller gets the names of its clients, because the scopes of everything else are ones that it cannot hold.
 */
export const accountRows = defineRowRule({
  entity: 'Account',
  /** `account`: the account itself. `reseller`: accounts of the resellers that registered a deal with it. */
  attributes: ['account', 'reseller'],
  because: 'A client sees itself, a reseller itself and the clients of its deals (domain D3).',
  partners: {
    CLIENT: ({ accountIds }) => [{ account: accountIds }],
    RESELLER: ({ accountIds }) => [{ account: accountIds }, { reseller: accountIds }],
  },
})
