/**
 * Life cycles of the CRM as data: from each state, the states that may follow. The adapters decide by these tables, and the
 * seeded records are replayed against them.
 */
export const OPPORTUNITY_TRANSITIONS = {
  QUALIFICATION: ['DISCOVERY', 'CLOSED_LOST'],
  DISCOVERY: ['PROPOSAL', 'CLOSED_LOST'],
  PROPOSAL: ['NEGOTIATION', 'CLOSED_LOST'],
  NEGOTIATION: ['CLOSED_WON', 'CLOSED_LOST'],
  CLOSED_WON: ['ACCEPTED'],
  ACCEPTED: [],
  CLOSED_LOST: [],
} as const satisfies Record<string, readonly string[]>
export type OpportunityStage = keyof typeof OPPORTUNITY_TRANSITIONS

export const CONTRACT_TRANSITIONS = {
  DRAFT: ['IN_REVIEW', 'TERMINATED'],
  IN_REVIEW: ['APPROVED', 'DRAFT', 'TERMINATED'],
  APPROVED: ['IN_REVIEW', 'SENT_FOR_SIGNATURE', 'TERMINATED'],
  SENT_FOR_SIGNATURE: ['EXECUTED', 'TERMINATED'],
  EXECUTED: ['ACTIVE', 'TERMINATED'],
  ACTIVE: ['EXPIRED', 'TERMINATED'],
  EXPIRED: [],
  TERMINATED: [],
} as const satisfies Record<string, readonly string[]>
export type ContractStatus = keyof typeof CONTRACT_TRANSITIONS

export type AccountStatus = 'PROSPECT' | 'ACTIVE' | 'ON_HOLD' | 'FORMER' | 'MERGED'
export type ReviewStatus = 'NOT_STARTED' | 'PENDING' | 'APPROVED' | 'CHANGES_REQUESTED' | 'REJECTED'

export const isOpportunityTransition = (from: OpportunityStage, to: OpportunityStage): boolean =>
  (OPPORTUNITY_TRANSITIONS[from] as readonly OpportunityStage[]).includes(to)

export const isContractTransition = (from: ContractStatus, to: ContractStatus): boolean =>
  (CONTRACT_TRANSITIONS[from] as readonly ContractStatus[]).includes(to)
