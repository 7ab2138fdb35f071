import type { DateText, DecimalText, InstantText, Money } from '../../../contracts/wire/values.ts'
import type { PricingModel, RegionCode, ServiceType } from '../port.ts'
import type { ContractFacts } from '../rules/contract-facts.ts'

/** What each step of version 1 answers; kept in the ledger as JSON, and read by later steps and after a crash. */
export interface StepResults {
  readonly H01: OpenedHandoff
  readonly H02: CompleteContract
  readonly H03: CustomerMaster
  readonly H05: ApprovalResult
  readonly H06: ApprovalResult
  readonly H08: ApprovedContract
  readonly H09: ReservedProject
  readonly H10: ErpProject
  readonly H11: Financials
  readonly H12: PsaProject
  readonly H13: VerifiedProject
}

export interface OpenedHandoff {
  readonly contractId: string
  readonly accountId: string
  readonly legalEntityId: string
  readonly legalEntityCode: string
  readonly region: RegionCode
  readonly serviceType: ServiceType
  readonly acceptedAt: InstantText
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
}

/** What an approval step answers once a person has approved. */
export interface ApprovalResult {
  readonly approvalId: string
  /** Worker who approved. */
  readonly approverId: string
}

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
