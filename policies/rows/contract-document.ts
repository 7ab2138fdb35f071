import { defineRowRule } from './define-row-rule.ts'

/** Files of a contract, which are judged after the contract: whoever does not see the one does not see the others. */
export const contractDocumentRows = defineRowRule({
  entity: 'ContractDocument',
  /** `final`: `true` or `false`, whether both parties agreed on the version. */
  attributes: ['final'],
  because: 'Drafts of a contract are internal; a client sees the files that were agreed (domain D3).',
  partners: {
    CLIENT: ({ accountIds }) => (accountIds.length === 0 ? [] : [{ final: ['true'] }]),
  },
})
