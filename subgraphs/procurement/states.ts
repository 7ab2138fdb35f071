/**
 * Life cycles of purchasing as data: from each state, the states that may follow. The adapters decide by these tables, and
 * the seeded records are replayed against them.
 */
export const REQUISITION_TRANSITIONS = {
  DRAFT: ['PENDING_APPROVAL', 'CANCELLED'],
  PENDING_APPROVAL: ['APPROVED', 'REJECTED', 'CANCELLED'],
  APPROVED: ['ORDERED', 'CANCELLED'],
  REJECTED: [],
  ORDERED: [],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>
export type RequisitionStatus = keyof typeof REQUISITION_TRANSITIONS

export const PURCHASE_ORDER_TRANSITIONS = {
  DRAFT: ['ISSUED', 'CANCELLED'],
  ISSUED: ['ACKNOWLEDGED', 'REJECTED_BY_SUPPLIER', 'ON_HOLD', 'CANCELLED'],
  ACKNOWLEDGED: ['PARTIALLY_RECEIVED', 'RECEIVED', 'ON_HOLD', 'CANCELLED'],
  REJECTED_BY_SUPPLIER: ['CANCELLED'],
  PARTIALLY_RECEIVED: ['RECEIVED', 'ON_HOLD', 'SOFT_CLOSED'],
  RECEIVED: ['SOFT_CLOSED'],
  ON_HOLD: ['ISSUED', 'ACKNOWLEDGED', 'PARTIALLY_RECEIVED', 'CANCELLED'],
  SOFT_CLOSED: ['RECEIVED', 'PARTIALLY_RECEIVED', 'CLOSED'],
  CLOSED: [],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>
export type PurchaseOrderStatus = keyof typeof PURCHASE_ORDER_TRANSITIONS

export const SUPPLIER_TRANSITIONS = {
  INVITED: ['ONBOARDING', 'OFFBOARDED'],
  ONBOARDING: ['ACTIVE', 'OFFBOARDED'],
  ACTIVE: ['SUSPENDED', 'OFFBOARDED'],
  SUSPENDED: ['ACTIVE', 'OFFBOARDED'],
  OFFBOARDED: [],
} as const satisfies Record<string, readonly string[]>
export type SupplierStatus = keyof typeof SUPPLIER_TRANSITIONS
