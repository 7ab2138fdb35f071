/**
 * Life cycles of financial records as data: from each state, the states that may follow. The adapters decide by these
 * tables, and the seeded records are replayed against them.
 */

/** CLOSED without CLOSING is the undo of a creation; it is possible only while nothing was posted (policy `no_postings`). */
export const PROJECT_TRANSITIONS = {
  PLANNED: ['OPEN', 'CLOSED'],
  OPEN: ['ON_HOLD', 'CLOSING', 'CLOSED'],
  ON_HOLD: ['OPEN', 'CLOSING'],
  CLOSING: ['OPEN', 'CLOSED'],
  CLOSED: [],
} as const satisfies Record<string, readonly string[]>
export type ProjectFinancialStatus = keyof typeof PROJECT_TRANSITIONS

export const BUDGET_TRANSITIONS = {
  DRAFT: ['APPROVED', 'SUPERSEDED'],
  APPROVED: ['SUPERSEDED'],
  // The undo of a revision puts the version before it back.
  SUPERSEDED: ['APPROVED'],
} as const satisfies Record<string, readonly string[]>
export type BudgetStatus = keyof typeof BUDGET_TRANSITIONS

export const SCHEDULE_LINE_TRANSITIONS = {
  PLANNED: ['READY', 'CANCELLED'],
  READY: ['INVOICED', 'CANCELLED'],
  INVOICED: [],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>
export type ScheduleLineStatus = keyof typeof SCHEDULE_LINE_TRANSITIONS

export const CUSTOMER_TRANSITIONS = {
  PENDING_VALIDATION: ['VALID', 'BLOCKED', 'INACTIVE'],
  VALID: ['BLOCKED', 'INACTIVE'],
  BLOCKED: ['VALID'],
  INACTIVE: ['VALID'],
} as const satisfies Record<string, readonly string[]>
export type CustomerStatus = keyof typeof CUSTOMER_TRANSITIONS

/** DRAFT to PAID; a posted document is cancelled only by a credit note (domain rule of every booked document). */
export const INVOICE_TRANSITIONS = {
  DRAFT: ['IN_APPROVAL'],
  IN_APPROVAL: ['APPROVED', 'DRAFT'],
  APPROVED: ['POSTED', 'DRAFT'],
  POSTED: ['SENT', 'VOIDED'],
  SENT: ['DISPUTED', 'PARTIALLY_PAID', 'PAID', 'VOIDED'],
  DISPUTED: ['SENT', 'PARTIALLY_PAID', 'PAID', 'VOIDED'],
  PARTIALLY_PAID: ['PAID', 'DISPUTED'],
  PAID: [],
  VOIDED: [],
} as const satisfies Record<string, readonly string[]>
export type InvoiceStatus = keyof typeof INVOICE_TRANSITIONS

export const CHARGE_TRANSITIONS = {
  HOLD: ['READY', 'WRITTEN_OFF', 'NON_BILLABLE'],
  READY: ['HOLD', 'IN_INVOICE', 'WRITTEN_OFF', 'NON_BILLABLE'],
  IN_INVOICE: ['READY', 'BILLED'],
  BILLED: [],
  WRITTEN_OFF: [],
  NON_BILLABLE: [],
} as const satisfies Record<string, readonly string[]>
export type ChargeStage = keyof typeof CHARGE_TRANSITIONS

/** States that `table` lets follow `from`. */
export function followers<State extends string>(
  table: { readonly [From in State]: readonly State[] },
  from: State,
): readonly State[] {
  return table[from]
}
