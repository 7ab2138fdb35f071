import { defineRowRule } from './define-row-rule.ts'

/** `account`: accounts with which the entity has a project or an invoice. */
export const legalEntityRows = defineRowRule({
  entity: 'LegalEntity',
  attributes: ['account'],
  because: 'A client sees the entities of the firm that it contracts with or is billed by, as printed on the invoice (D3).',
  partners: { CLIENT: ({ accountIds }) => [{ account: accountIds }] },
})
