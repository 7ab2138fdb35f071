import { defineRowRule } from './define-row-rule.ts'

/** States from which on a client has seen the document, or could have. What comes before is between the firm's own people. */
const KNOWN_TO_CLIENT = ['SENT_FOR_SIGNATURE', 'EXECUTED', 'ACTIVE', 'EXPIRED', 'TERMINATED'] as const

export const contractRows = defineRowRule({
  entity: 'Contract',
  attributes: ['account', 'status'],
  because: 'A client sees its own contracts once they were sent for signature (domain D3).',
  partners: {
    CLIENT: ({ accountIds }) => [{ account: accountIds, status: KNOWN_TO_CLIENT }],
  },
})
