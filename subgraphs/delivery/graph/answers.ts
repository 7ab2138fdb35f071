import type { CurrencyCode, DateText, DecimalText, InstantText, Money } from '../../../contracts/wire/values.ts'
import type { PricingModel, RegionCode, ServiceType } from '../port.ts'
import type { ContractFacts } from '../rules/contract-facts.ts'

/** What the trusted documents that read select, by the record that they read. */

interface Reference {
  readonly id: string
}

export interface OpportunityAnswer {
  readonly id: string
  readonly name: string
  readonly stage: string
  readonly acceptedAt: InstantText | null
  readonly acceptedBy: Reference | null
  readonly serviceType: ServiceType
  readonly deliveryRegion: RegionCode
  readonly plannedStart: DateText | null
  readonly plannedEnd: DateText | null
  readonly estimatedHours: DecimalText | null
  readonly estimatedMargin: DecimalText | null
  readonly requiresSubcontractors: boolean
  readonly scopeSummary: string | null
  readonly account: Reference
  readonly reseller: Reference | null
  readonly sellingLegalEntity: Reference & { readonly code: string }
  readonly lineItems: readonly { readonly quantity: DecimalText; readonly unit: string; readonly net: Money }[]
  readonly contract: Reference | null
  readonly project: Reference | null
}

export interface ContractAnswer {
  readonly id: string
  readonly revision: number | null
  readonly number: string
  readonly type: string
  readonly status: string
  readonly title: string
  readonly governingLaw: string | null
  readonly effectiveFrom: DateText | null
  readonly effectiveTo: DateText | null
  readonly totalValue: Money
  readonly pricingModel: PricingModel
  readonly billingTerms: ContractFacts['billing'] & { readonly frequency: string }
  readonly taxTerms: ContractFacts['tax']
  readonly deliverables: ContractFacts['deliverables']
  readonly contractedMilestones: readonly {
    readonly id: string
    readonly name: string
    readonly dueDate: DateText | null
    readonly amount: Money | null
  }[]
  readonly rateCard: readonly { readonly role: string; readonly billRate: Money | null }[]
  readonly dependencies: readonly string[]
  readonly liabilityCap: Money | null
  readonly noticeDays: number | null
  readonly processesPersonalData: boolean
  readonly dataProcessingAgreement: boolean
  readonly subcontractingAllowed: boolean
  readonly documents: ContractFacts['documents']
  readonly opportunity: Reference | null
  readonly parent: {
    readonly type: string
    readonly status: string
    readonly effectiveFrom: DateText | null
    readonly effectiveTo: DateText | null
  } | null
  /** Fields of ERP are null when ERP does not know the entity. */
  readonly legalEntity: Reference & {
    readonly code: string
    readonly country: string
    readonly active: boolean
    readonly functionalCurrency: CurrencyCode
    readonly reportingCurrency: CurrencyCode
  }
  readonly account: Reference & {
    readonly name: string
    readonly legalName: string | null
    readonly registrationNumber: string | null
    readonly segment: string | null
    readonly country: string
    readonly eInvoicingAddress: string | null
    readonly billingAddress: { readonly country: string } | null
    readonly taxRegistrations: ContractFacts['account']['taxRegistrations'] | null
  }
}

export interface CostCenterAnswer {
  readonly code: string
  readonly practice: string | null
  readonly active: boolean
}

/** Whether anything on the project can no longer be taken back. */
export interface PostingsAnswer {
  readonly actuals: { readonly hours: DecimalText; readonly expenseCost: Money; readonly revenue: Money | null } | null
  readonly charges: { readonly totalCount: number } | null
  readonly invoices: { readonly totalCount: number } | null
}

export interface StaffingAnswer {
  readonly staffing: { readonly mandatoryOpen: number; readonly mandatoryTotal: number; readonly resourcesAssigned: boolean }
  readonly kickoff: { readonly heldAt: InstantText } | null
}

/** Something that happened in another system, told by its outbox until it is acknowledged. */
export interface DomainEventAnswer {
  readonly id: string
  readonly type: string
  readonly version: number
  readonly subjectId: string
  readonly payload: readonly { readonly name: string; readonly value: string | null }[]
  readonly actor: string
  readonly correlationId: string
}

/** Fields that another system than PSA answers are null while the project is not set up there. */
export interface ProjectAnswer {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly serviceType: string
  readonly pricingModel: string
  readonly plannedStart: string
  readonly plannedEnd: string
  readonly account: Reference
  readonly phases: readonly { readonly wbsCode: string | null }[]
  readonly milestones: { readonly nodes: readonly Reference[]; readonly pageInfo: { readonly hasNextPage: boolean } }
  readonly erpProjectNumber: string | null
  readonly erpAccountId: string | null
  readonly erpContractId: string | null
  readonly legalEntity: Reference | null
  readonly contractValue: Money | null
  readonly billingRule: { readonly pricingModel: string } | null
  readonly wbs: readonly { readonly code: string }[] | null
  readonly opportunity: (Reference & { readonly name: string; readonly serviceType: string }) | null
  readonly contract:
    | (Reference & {
        readonly pricingModel: string
        readonly totalValue: Money
        readonly account: Reference
        readonly legalEntity: Reference
      })
    | null
}
