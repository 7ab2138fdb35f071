import type { DateText, DecimalText, InstantText, Money } from '../../../contracts/wire/values.ts'
import type { PricingModel, RegionCode, ServiceType } from '../port.ts'
import type { ContractFacts } from '../rules/contract-facts.ts'

/** What each step answers; kept in the ledger as JSON, and read by later steps and after a crash. */
export interface StepResults {
  readonly H01: OpenedHandoff
  readonly H02: CompleteContract
  readonly H03: CustomerMaster
  readonly H05: ApprovalResult
  readonly H06: ApprovalResult
  readonly H07: ApprovalResult & TemplateResult
  readonly H08: ApprovedContract
  readonly H09: ReservedProject
  readonly H10: ErpProject
  readonly H11: Financials
  readonly H12: PsaProject
  readonly H13: VerifiedProject
  readonly H04: NoResult
  readonly H14: DocumentFolder
  readonly H15: CollaborationSpace
  readonly H16: StaffingRequests
  readonly H17: SubcontractorRequisition
  readonly H18: StaffedProject
  readonly H19: HeldKickoff
  readonly H20: NoResult
}

export interface OpenedHandoff {
  readonly contractId: string
  readonly accountId: string
  /** Reseller that registered the deal. Absent in runs that passed the step before PSA was told of it. */
  readonly resellerAccountId?: string | null
  readonly legalEntityId: string
  readonly legalEntityCode: string
  readonly region: RegionCode
  readonly serviceType: ServiceType
  readonly acceptedAt: InstantText
  /** Worker who accepted the sale for delivery; a requester of the approvals, whoever started the run. */
  readonly acceptedById: string | null
  readonly name: string
  readonly scopeSummary: string | null
  readonly plannedStart: DateText | null
  readonly plannedEnd: DateText | null
  readonly plannedHours: DecimalText
  readonly estimatedMargin: DecimalText | null
  readonly requiresSubcontractors: boolean
  readonly lineNets: readonly Money[]
}

export interface CompleteContract {
  readonly number: string
  /** Revision of the contract that people are asked about; null when CRM did not say. */
  readonly revision: number | null
  readonly totalValue: Money
  readonly pricingModel: PricingModel
  readonly effectiveFrom: DateText
  readonly effectiveTo: DateText
  readonly billing: {
    readonly schedule: ContractFacts['billing']['schedule']
    readonly frequency: string
    readonly paymentTermsDays: number
    readonly notToExceed: Money | null
  }
  readonly milestones: readonly {
    readonly id: string
    readonly name: string
    readonly dueDate: DateText | null
    readonly amount: Money | null
  }[]
  readonly client: { readonly legalName: string; readonly country: string; readonly taxNumber: string | null }
}

export interface CustomerMaster {
  readonly customerNumber: string | null
  /** Whether this run made the account a customer. */
  readonly created: boolean
  /** How often it was told to ERP, and a digest of what; absent in a run that told it under an earlier version. */
  readonly round?: number
  readonly told?: string
}

/** What an approval step answers once a person has approved. */
export interface ApprovalResult {
  readonly approvalId: string
  /** Worker who approved. */
  readonly approverId: string
}

/** Template that the plan is made from, and whether a person chose another one than the rules. */
export interface TemplateResult {
  readonly templateCode: string
  readonly isOverridden: boolean
  readonly reason: string | null
}

/** The step answers nothing that another one needs. */
export type NoResult = Readonly<Record<never, never>>

export interface ApprovedContract {
  readonly approvedAt: InstantText
}

export interface ReservedProject {
  readonly projectId: string
  readonly code: string
  readonly templateCode: string
}

export interface ErpProject {
  readonly projectNumber: string | null
}

export interface Financials {
  readonly budgetVersion: number
  readonly scheduleLines: number
}

export interface PsaProject {
  readonly milestones: number
}

export interface VerifiedProject {
  /** SHA-256 over the compared fields. */
  readonly digest: string
}

export interface DocumentFolder {
  readonly folderId: string
  /** Digest of the executed statement of work, as the store has it. */
  readonly sha256: string
}

export interface CollaborationSpace {
  readonly reference: string
}

export interface StaffingRequests {
  readonly requests: number
  readonly mandatory: number
}

export interface SubcontractorRequisition {
  readonly requisitionId: string
}

export interface StaffedProject {
  readonly mandatoryRoles: number
}

export interface HeldKickoff {
  readonly heldAt: InstantText
}
