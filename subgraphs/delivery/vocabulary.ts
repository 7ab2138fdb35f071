/** Words of the orchestration that its records, definitions and rules share. */

export type ApprovalKind = 'SOW_LEGAL' | 'BILLING_TERMS_FINANCE' | 'TEMPLATE_DELIVERY_OPS'
export type ApprovalDecision = 'APPROVE' | 'REJECT' | 'SEND_BACK'
/** What a comment on an approval was written at: a decision, or something else that people do with it. */
export type CommentOccasion = ApprovalDecision | 'RESUBMIT' | 'DELEGATE' | 'TAKE_BACK' | 'CHOOSE_TEMPLATE'
export type ReviewResolution = 'RETRY' | 'SKIP' | 'CANCEL'
export type SystemCode =
  | 'DELIVERY'
  | 'CRM'
  | 'ERP'
  | 'PSA'
  | 'HR'
  | 'PROCUREMENT'
  | 'DOCUMENTS'
  | 'COLLABORATION'
  | 'CUSTOMER_SUCCESS'
export type ErrorCategory =
  | 'TRANSIENT'
  | 'VALIDATION'
  | 'MASTER_DATA'
  | 'CONFLICT'
  | 'AUTHORIZATION'
  | 'BUSINESS_RULE'
  | 'CANCELLED'
  | 'UNKNOWN'
