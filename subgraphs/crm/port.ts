import type { CurrencyCode, DateText, DecimalText, InstantText, Money } from '../../contracts/wire/values.ts'
import type { Outbox } from '../shared/events.ts'
import type { Acts, Entity, Reader, SystemOfRecord, Updates } from '../shared/port.ts'
import type {
  BillingFrequency,
  BillingScheduleType,
  PricingModel,
  RegionCode,
  ServiceType,
  TaxScheme,
  UnitOfMeasure,
} from '../shared/vocabulary.ts'
import type { AccountStatus, ContractStatus, OpportunityStage, ReviewStatus } from './states.ts'

export type {
  BillingFrequency,
  BillingScheduleType,
  PricingModel,
  RegionCode,
  ServiceType,
  TaxScheme,
  UnitOfMeasure,
} from '../shared/vocabulary.ts'

/** The CRM as this subgraph needs it: four readers, and the writes of the handoff from a sale to a project. */
export interface CrmSystem extends SystemOfRecord {
  readonly accounts: Reader<Account, AccountFilter, 'parentId'>
  readonly contacts: Reader<Contact, NoFilter, 'accountId'>
  readonly opportunities: Reader<Opportunity, OpportunityFilter, 'accountId' | 'projectId', OpportunityOrderField> &
    Updates<Opportunity, OpportunityPatch> &
    Acts<Opportunity, OpportunityAction>
  readonly contracts: Reader<Contract, ContractFilter, 'accountId' | 'opportunityId' | 'projectId'> &
    Updates<Contract, ContractTermsPatch> &
    Acts<Contract, ContractAction>
  readonly events: Outbox
}

/** A list that nobody restricts yet. */
export type NoFilter = Readonly<Record<never, never>>

/** Client organisation. */
export interface Account extends Entity {
  readonly accountNumber: string
  readonly name: string
  readonly legalName: string | null
  readonly registrationNumber: string | null
  readonly status: AccountStatus
  readonly segment: AccountSegment | null
  readonly industry: string | null
  readonly region: RegionCode
  readonly country: string
  readonly website: string | null
  readonly billingAddress: PostalAddress | null
  readonly serviceAddress: PostalAddress | null
  readonly taxRegistrations: readonly TaxRegistration[]
  readonly defaultCurrency: CurrencyCode
  readonly requestedPaymentTermsDays: number | null
  readonly purchaseOrderRequired: boolean
  readonly eInvoicingAddress: string | null
  readonly parentId: string | null
  readonly ownerId: string | null
}

/** Person at a client; personal data. */
export interface Contact extends Entity {
  readonly accountId: string
  readonly fullName: string
  readonly email: string | null
  readonly phone: string | null
  readonly jobTitle: string | null
  readonly role: ContactRole
  readonly preferredLanguage: string | null
  readonly doNotContact: boolean
}

/** Sale that becomes a project once delivery accepts it. */
export interface Opportunity extends Entity {
  readonly number: string
  readonly name: string
  readonly accountId: string
  readonly stage: OpportunityStage
  readonly type: OpportunityType
  /** 0 to 1. */
  readonly probability: DecimalText
  readonly amount: Money
  /** Share of the value, 0 to 1. */
  readonly estimatedMargin: DecimalText | null
  /** Share of the list price, 0 to 1. */
  readonly discount: DecimalText | null
  readonly closeDate: DateText
  readonly closedAt: InstantText | null
  readonly acceptedAt: InstantText | null
  readonly acceptedById: string | null
  readonly serviceType: ServiceType
  readonly pricingModel: PricingModel
  readonly deliveryRegion: RegionCode
  readonly sellingLegalEntityId: string
  readonly plannedStart: DateText | null
  readonly plannedEnd: DateText | null
  readonly estimatedHours: DecimalText | null
  readonly requiresSubcontractors: boolean
  readonly scopeSummary: string | null
  readonly lossReason: string | null
  readonly ownerId: string
  readonly solutionLeadId: string | null
  /** Account of the reseller that registered the deal; null for a sale of the firm's own. */
  readonly resellerAccountId: string | null
  readonly lineItems: readonly OpportunityLine[]
  readonly projectId: string | null
}

/** Master agreement, statement of work or change order. */
export interface Contract extends Entity {
  readonly number: string
  readonly type: ContractType
  readonly status: ContractStatus
  readonly title: string
  readonly accountId: string
  readonly opportunityId: string | null
  readonly parentId: string | null
  readonly legalEntityId: string
  readonly governingLaw: string | null
  readonly effectiveFrom: DateText | null
  readonly effectiveTo: DateText | null
  readonly totalValue: Money
  readonly pricingModel: PricingModel
  readonly billingTerms: BillingTerms
  readonly taxTerms: TaxTerms
  readonly deliverables: readonly Deliverable[]
  readonly contractedMilestones: readonly ContractMilestone[]
  readonly rateCard: readonly ContractRate[]
  readonly dependencies: readonly string[]
  readonly liabilityCap: Money | null
  readonly noticeDays: number | null
  readonly processesPersonalData: boolean
  readonly dataProcessingAgreement: boolean
  readonly subcontractingAllowed: boolean
  readonly legalReview: ReviewStatus
  readonly financeReview: ReviewStatus
  readonly documents: readonly ContractDocument[]
  readonly signedAt: InstantText | null
  readonly approvedAt: InstantText | null
  readonly legalApproverId: string | null
  readonly financeApproverId: string | null
  readonly projectId: string | null
}

export interface PostalAddress {
  readonly lines: readonly string[]
  readonly city: string | null
  readonly postalCode: string | null
  readonly subdivision: string | null
  readonly country: string
}

export interface TaxRegistration {
  readonly scheme: TaxScheme
  readonly number: string
  readonly country: string
  readonly validatedAt: InstantText | null
}

export interface OpportunityLine {
  readonly id: string
  readonly serviceCode: string
  readonly description: string
  readonly role: string | null
  readonly quantity: DecimalText
  readonly unit: UnitOfMeasure
  readonly unitPrice: Money
  readonly net: Money
}

export interface BillingTerms {
  readonly schedule: BillingScheduleType
  readonly frequency: BillingFrequency
  readonly paymentTermsDays: number
  readonly currency: CurrencyCode
  readonly customerPoNumber: string | null
  readonly customerPoRequired: boolean
  readonly expensesBillable: boolean
  readonly expensePolicy: string | null
  readonly expenseCap: Money | null
  readonly notToExceed: Money | null
  /** Share of the value, 0 to 1. */
  readonly advancePercent: DecimalText | null
  /** Share of each invoice, 0 to 1. */
  readonly retentionPercent: DecimalText | null
}

export interface TaxTerms {
  readonly servicePeriodClause: string | null
  readonly serviceCode: string | null
  readonly municipality: string | null
  readonly exemptionClaimed: boolean
  readonly exemptionCertificate: string | null
}

export interface Deliverable {
  readonly id: string
  readonly name: string
  readonly acceptanceCriteria: string | null
  readonly acceptanceDays: number | null
}

export interface ContractMilestone {
  readonly id: string
  readonly name: string
  readonly dueDate: DateText | null
  readonly amount: Money | null
}

export interface ContractRate {
  readonly role: string
  readonly billRate: Money
  readonly unit: UnitOfMeasure
}

export interface ContractDocument {
  readonly id: string
  readonly name: string
  readonly kind: ContractDocumentKind
  readonly final: boolean
  /** Lower-case hexadecimal. */
  readonly sha256: string
  readonly uploadedAt: InstantText
  /** From 1 on, under one name; absent on a file that was entered before versions were kept. */
  readonly version?: number
}

/** Fields of an opportunity that may be corrected; an absent or null field stays as it is. */
export interface OpportunityPatch {
  readonly plannedStart?: DateText | null
  readonly plannedEnd?: DateText | null
  readonly scopeSummary?: string | null
  readonly serviceType?: ServiceType | null
  readonly requiresSubcontractors?: boolean | null
}

export type OpportunityAction =
  | { readonly kind: 'accept' }
  | { readonly kind: 'linkProject'; readonly contractId: string; readonly projectId: string }
  | { readonly kind: 'unlinkProject'; readonly projectId: string }

export type ContractAction =
  | { readonly kind: 'submitForReview' }
  | { readonly kind: 'withdrawFromReview' }
  | { readonly kind: 'recordApproval'; readonly legalApproverId: string; readonly financeApproverId: string }
  | { readonly kind: 'reopenReview' }
  | { readonly kind: 'recordClientPurchaseOrder'; readonly customerPoNumber: string }

/** What legal and finance look at. Parties, sale and purchase order are not among it: they have mutations of their own or none. */
export type ContractTerms = Pick<
  Contract,
  | 'title'
  | 'governingLaw'
  | 'effectiveFrom'
  | 'effectiveTo'
  | 'totalValue'
  | 'pricingModel'
  | 'billingTerms'
  | 'taxTerms'
  | 'deliverables'
  | 'contractedMilestones'
  | 'rateCard'
  | 'dependencies'
  | 'liabilityCap'
  | 'noticeDays'
  | 'processesPersonalData'
  | 'dataProcessingAgreement'
  | 'subcontractingAllowed'
>

/** An optional text or number of a nested term may be absent instead of null. */
type Sparse<Record> = { readonly [Field in keyof Record as null extends Record[Field] ? never : Field]: Record[Field] } & {
  readonly [Field in keyof Record as null extends Record[Field] ? Field : never]?: Record[Field]
}

/** Terms to change; an absent or null field stays as it is, an object or list takes the place of the former one as a whole. */
export type ContractTermsPatch = {
  readonly [Term in Exclude<keyof ContractTerms, NestedTerm>]?: ContractTerms[Term] | null
} & {
  readonly billingTerms?: Sparse<Omit<BillingTerms, 'customerPoNumber'>> | null
  readonly taxTerms?: Sparse<TaxTerms> | null
  readonly deliverables?: readonly Sparse<Deliverable>[] | null
  readonly contractedMilestones?: readonly Sparse<ContractMilestone>[] | null
  /** Terms about which the document becomes silent. */
  readonly clear?: readonly ClearableContractTerm[] | null
}
type NestedTerm = 'billingTerms' | 'taxTerms' | 'deliverables' | 'contractedMilestones'
export type ClearableContractTerm = 'GOVERNING_LAW' | 'EFFECTIVE_FROM' | 'EFFECTIVE_TO' | 'LIABILITY_CAP' | 'NOTICE_DAYS'

export interface AccountFilter {
  readonly ids?: readonly string[] | null
  readonly status?: readonly AccountStatus[] | null
  readonly region?: readonly RegionCode[] | null
  readonly search?: string | null
}

export interface OpportunityFilter {
  readonly ids?: readonly string[] | null
  readonly accountIds?: readonly string[] | null
  readonly stage?: readonly OpportunityStage[] | null
  readonly serviceType?: readonly ServiceType[] | null
  readonly region?: readonly RegionCode[] | null
  readonly closeDate?: { readonly from: DateText; readonly to: DateText } | null
}
export type OpportunityOrderField = 'CLOSE_DATE' | 'CREATED_AT'

export interface ContractFilter {
  readonly ids?: readonly string[] | null
  readonly accountIds?: readonly string[] | null
  readonly type?: readonly ContractType[] | null
  readonly status?: readonly ContractStatus[] | null
}

export type AccountSegment = 'ENTERPRISE' | 'MID_MARKET' | 'SMALL_BUSINESS' | 'PUBLIC_SECTOR'
export type ContactRole = 'SPONSOR' | 'PROJECT_LEAD' | 'ACCOUNTS_PAYABLE' | 'LEGAL' | 'PROCUREMENT' | 'USER'
export type OpportunityType = 'NEW_BUSINESS' | 'EXPANSION' | 'RENEWAL' | 'CHANGE_ORDER'
export type ContractType = 'MASTER_AGREEMENT' | 'STATEMENT_OF_WORK' | 'CHANGE_ORDER'
export type ContractDocumentKind =
  | 'CONTRACT'
  | 'ANNEX'
  | 'DATA_PROCESSING_AGREEMENT'
  | 'CLIENT_PURCHASE_ORDER'
  | 'TAX_EXEMPTION_CERTIFICATE'
