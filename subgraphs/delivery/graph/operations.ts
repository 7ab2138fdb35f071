import type { CurrencyCode, DateText, DecimalText, InstantText, Money } from '../../../contracts/wire/values.ts'
import type { PricingModel, RegionCode, ServiceType } from '../port.ts'
import type { PlannedRequisition } from '../rules/requisition-plan.ts'
import type { PlannedStaffingRequest } from '../rules/staffing-plan.ts'
import type {
  ContractAnswer,
  CostCenterAnswer,
  DomainEventAnswer,
  OpportunityAnswer,
  PostingsAnswer,
  ProjectAnswer,
  StaffingAnswer,
} from './answers.ts'
import type { UserErrorAnswer } from './error-categories.ts'

/** Variables and answers of the trusted documents, by their names. */
export interface Operations {
  readonly ReadOpportunity: {
    readonly variables: { readonly id: string }
    readonly data: { readonly opportunity: OpportunityAnswer | null }
  }
  readonly ReadContract: {
    readonly variables: { readonly id: string }
    readonly data: { readonly contract: ContractAnswer | null }
  }
  readonly SubmitContractForReview: Mutation<
    'submitContractForReview',
    { readonly contractId: string },
    { readonly contract: { readonly revision: number | null } | null }
  >
  readonly UpsertCustomerMaster: Mutation<
    'upsertCustomerMaster',
    {
      readonly accountId: string
      readonly legalName: string
      readonly country: string
      readonly taxNumber: string | null
      readonly currency: CurrencyCode
      readonly paymentTermsDays: number
    },
    { readonly account: { readonly erpCustomerNumber: string | null } | null; readonly created: boolean }
  >
  readonly DeactivateCustomerMaster: Mutation<
    'deactivateCustomerMaster',
    { readonly accountId: string; readonly createdByKey: string }
  >
  readonly RecordContractApproval: Mutation<
    'recordContractApproval',
    {
      readonly contractId: string
      readonly expectedRevision: number | null
      readonly legalApproverId: string
      readonly financeApproverId: string
    },
    { readonly contract: { readonly approvedAt: InstantText | null } | null }
  >
  readonly ReopenContractReview: Mutation<'reopenContractReview', { readonly contractId: string }>
  readonly LinkProject: Mutation<
    'linkProject',
    { readonly opportunityId: string; readonly contractId: string; readonly projectId: string }
  >
  readonly UnlinkProject: Mutation<'unlinkProject', { readonly opportunityId: string; readonly projectId: string }>
  readonly ReadCostCenters: {
    readonly variables: { readonly legalEntityId: string }
    readonly data: { readonly costCenters: { readonly nodes: readonly CostCenterAnswer[] } | null }
  }
  readonly CreateErpProject: Mutation<
    'createErpProject',
    {
      readonly projectId: string
      readonly accountId: string
      readonly contractId: string
      readonly legalEntityId: string
      readonly costCenterCode: string
      readonly billingType: string
      readonly pricingModel: PricingModel
      readonly billingFrequency: string
      readonly contractValue: Money
      readonly notToExceed: Money | null
      readonly wbs: readonly {
        readonly code: string
        readonly name: string
        readonly parentCode: string | null
        readonly billable: boolean
      }[]
    },
    { readonly project: { readonly erpProjectNumber: string | null } | null }
  >
  readonly SetProjectFinancialStatus: Mutation<
    'setProjectFinancialStatus',
    { readonly projectId: string; readonly status: 'CLOSED'; readonly reason: string }
  >
  readonly ReviseBudget: Mutation<
    'reviseBudget',
    {
      readonly projectId: string
      readonly lines: readonly {
        readonly category: 'LABOUR'
        readonly wbsCode: string
        readonly hours: DecimalText
        readonly revenue: Money
        readonly cost: Money
      }[]
    },
    { readonly project: { readonly budget: { readonly version: number } | null } | null }
  >
  readonly CreateBillingSchedule: Mutation<
    'createBillingSchedule',
    {
      readonly projectId: string
      readonly lines: readonly {
        readonly description: string
        readonly plannedDate: DateText
        readonly milestoneId: string | null
        readonly amount: Money
      }[]
    }
  >
  readonly CancelBillingSchedule: Mutation<'cancelBillingSchedule', { readonly projectId: string }>
  readonly SupersedeBudget: Mutation<'supersedeBudget', { readonly projectId: string; readonly version: number }>
  readonly CreatePsaProject: Mutation<'createPsaProject', PsaProjectInput>
  readonly SetProjectStatus: Mutation<
    'setProjectStatus',
    { readonly projectId: string; readonly status: 'CANCELLED'; readonly reason: string }
  >
  readonly ReadPostings: {
    readonly variables: { readonly id: string }
    readonly data: { readonly project: PostingsAnswer | null }
  }
  readonly OpenDocumentFolder: Mutation<
    'openDocumentFolder',
    { readonly projectId: string; readonly contractId: string },
    {
      readonly folder: {
        readonly id: string
        readonly documents: { readonly nodes: readonly { readonly kind: string; readonly sha256: string }[] } | null
      } | null
    }
  >
  readonly ArchiveDocumentFolder: Mutation<'archiveDocumentFolder', { readonly projectId: string }>
  readonly CreateStaffingRequests: Mutation<
    'createStaffingRequests',
    { readonly projectId: string; readonly requests: readonly PlannedStaffingRequest[] }
  >
  readonly CancelStaffingRequests: Mutation<'cancelStaffingRequests', { readonly projectId: string; readonly reason: string }>
  readonly ReadStaffing: {
    readonly variables: { readonly id: string }
    readonly data: {
      readonly project: {
        readonly staffing: StaffingAnswer['staffing'] | null
        readonly kickoff: StaffingAnswer['kickoff']
      } | null
    }
  }
  readonly CreateRequisition: Mutation<
    'createRequisition',
    PlannedRequisition & { readonly requisitionId: string; readonly projectId: string; readonly legalEntityId: string }
  >
  readonly SubmitRequisition: Mutation<'submitRequisition', { readonly requisitionId: string }>
  readonly CancelRequisition: Mutation<'cancelRequisition', { readonly requisitionId: string; readonly reason: string }>
  readonly ReadCrmEvents: {
    readonly variables: { readonly first: number }
    readonly data: { readonly crmEvents: readonly DomainEventAnswer[] | null }
  }
  readonly AcknowledgeCrmEvents: Mutation<'acknowledgeCrmEvents', { readonly eventIds: readonly string[] }>
  readonly ReadPsaEvents: {
    readonly variables: { readonly first: number }
    readonly data: { readonly psaEvents: readonly DomainEventAnswer[] | null }
  }
  readonly AcknowledgePsaEvents: Mutation<'acknowledgePsaEvents', { readonly eventIds: readonly string[] }>
  readonly ReadBackProject: {
    readonly variables: { readonly id: string }
    readonly data: { readonly project: ProjectAnswer | null }
  }
}

export type OperationName = keyof Operations

/** A mutation of the graph: one input with the idempotency key, one payload with user errors. */
interface Mutation<Field extends string, Input, Answer = unknown> {
  readonly variables: { readonly input: Input & { readonly idempotencyKey: string } }
  readonly data: { readonly [Each in Field]: (Answer & { readonly userErrors: readonly UserErrorAnswer[] }) | null }
}

interface PsaProjectInput {
  readonly projectId: string
  readonly code: string
  readonly name: string
  readonly description: string | null
  readonly accountId: string
  readonly resellerAccountId: string | null
  readonly serviceType: ServiceType
  readonly pricingModel: PricingModel
  readonly region: RegionCode
  readonly practice: string
  readonly templateId: string
  readonly templateVersion: number
  readonly plannedStart: DateText
  readonly plannedEnd: DateText
  readonly phases: readonly {
    readonly name: string
    readonly order: number
    readonly plannedStart: DateText
    readonly plannedEnd: DateText
    readonly plannedHours: DecimalText
    readonly wbsCode: string
    readonly tasks: readonly { readonly name: string; readonly plannedHours: DecimalText }[]
  }[]
  readonly milestones: readonly {
    readonly milestoneId: string
    readonly name: string
    readonly kind: string
    readonly plannedDate: DateText
    readonly billable: boolean
    readonly amount: Money | null
  }[]
}
