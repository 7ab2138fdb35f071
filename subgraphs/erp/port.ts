import type { CurrencyCode, DateText, DecimalText, InstantText, Money } from '../../contracts/wire/values.ts'
import type { Acts, Call, Creates, Entity, Reader, SystemOfRecord } from '../shared/port.ts'
import type {
  BillingFrequency,
  BillingScheduleType,
  PricingModel,
  RegionCode,
  TaxScheme,
  UnitOfMeasure,
} from '../shared/vocabulary.ts'
import type {
  BudgetStatus,
  ChargeStage,
  CustomerStatus,
  InvoiceStatus,
  ProjectFinancialStatus,
  ScheduleLineStatus,
} from './states.ts'

export type {
  BillingFrequency,
  BillingScheduleType,
  PricingModel,
  RegionCode,
  TaxScheme,
  UnitOfMeasure,
} from '../shared/vocabulary.ts'

/**
 * The ERP as this subgraph needs it: readers, the sums that it alone can make, and the writes of a project's set-up. It is the
 * only system through which financial records change.
 */
export interface ErpSystem extends SystemOfRecord {
  readonly legalEntities: Reader<LegalEntity, LegalEntityFilter>
  readonly costCenters: Reader<CostCenter, CostCenterFilter>
  readonly customers: Reader<Customer, NoFilter> & Creates<Customer, CustomerDraft> & Acts<Customer, CustomerAction>
  readonly projects: Reader<FinancialProject, NoFilter> &
    Creates<FinancialProject, FinancialProjectDraft> &
    Acts<FinancialProject, ProjectAction>
  readonly budgets: Reader<Budget, NoFilter, 'projectId'>
  readonly scheduleLines: Reader<BillingScheduleLine, NoFilter, 'projectId'>
  readonly charges: Reader<Charge, ChargeFilter, 'projectId' | 'milestoneId', ChargeOrderField>
  readonly invoices: Reader<Invoice, InvoiceFilter, 'projectId' | 'accountId', InvoiceOrderField>
  readonly ledger: Ledger
}

/** Sums of postings, charges and invoices, exact to the last digit. One call answers any number of parents. */
export interface Ledger {
  /** A project that is not in the ERP is absent. */
  figuresOf(projectIds: readonly string[], call: Call): Promise<ReadonlyMap<string, ProjectFigures>>
  /** Open amounts of posted invoices, one a currency, by currency code; an account that owes nothing is absent. */
  receivablesOf(accountIds: readonly string[], call: Call): Promise<ReadonlyMap<string, readonly Money[]>>
}

export interface LegalEntity extends Entity {
  readonly code: string
  readonly name: string
  readonly country: string
  readonly region: RegionCode
  readonly functionalCurrency: CurrencyCode
  readonly reportingCurrency: CurrencyCode
  readonly taxRegistrations: readonly TaxRegistration[]
  readonly address: PostalAddress
  readonly fiscalYearStartMonth: number
  /** `YYYY-MM`. */
  readonly openPeriod: string
  readonly standardTaxRate: DecimalText
  readonly timeZone: string
  readonly active: boolean
}

export interface CostCenter extends Entity {
  readonly code: string
  readonly name: string
  readonly legalEntityId: string
  readonly ownerId: string | null
  readonly practice: string | null
  readonly active: boolean
}

/** Customer master record; its id is the account's. */
export interface Customer extends Entity {
  readonly erpCustomerNumber: string
  readonly status: CustomerStatus
  readonly legalName: string
  readonly country: string
  readonly taxNumber: string | null
  readonly currency: CurrencyCode
  readonly paymentTermsDays: number
  readonly creditLimit: Money | null
  readonly creditHold: boolean
  /** Idempotency key that created the record or put it back into use. */
  readonly createdByKey: string | null
}

/** The financial side of a project; its id is the project's. */
export interface FinancialProject extends Entity {
  readonly erpProjectNumber: string
  readonly accountId: string
  readonly contractId: string
  readonly legalEntityId: string
  readonly costCenterId: string
  readonly financialStatus: ProjectFinancialStatus
  readonly financialStatusReason: string | null
  readonly billingType: BillingScheduleType
  readonly pricingModel: PricingModel
  readonly billingFrequency: BillingFrequency
  readonly notToExceed: Money | null
  readonly contractValue: Money
  readonly wbs: readonly WbsElement[]
}

export interface WbsElement {
  readonly code: string
  readonly name: string
  readonly parentCode: string | null
  readonly billable: boolean
}

export interface Budget extends Entity {
  readonly projectId: string
  readonly version: number
  readonly status: BudgetStatus
  readonly revenue: Money
  readonly cost: Money
  readonly hours: DecimalText
  readonly lines: readonly BudgetLine[]
  readonly approvedAt: InstantText | null
  readonly changeRequestId: string | null
}

export interface BudgetLine {
  readonly category: BudgetCategory
  readonly wbsCode: string | null
  readonly hours: DecimalText | null
  readonly revenue: Money | null
  readonly cost: Money | null
}

export interface BillingScheduleLine extends Entity {
  readonly projectId: string
  readonly position: number
  readonly description: string
  readonly plannedDate: DateText | null
  readonly milestoneId: string | null
  readonly amount: Money
  readonly status: ScheduleLineStatus
  readonly invoiceId: string | null
}

export interface Charge extends Entity {
  readonly projectId: string
  readonly type: ChargeType
  readonly stage: ChargeStage
  readonly timecardId: string | null
  readonly milestoneId: string | null
  readonly purchaseOrderId: string | null
  readonly serviceDate: DateText
  readonly description: string
  readonly quantity: DecimalText
  readonly unit: UnitOfMeasure
  readonly rate: Money | null
  readonly amount: Money
  readonly taxCode: string | null
  readonly holdReason: string | null
  readonly invoiceId: string | null
}

export interface Invoice extends Entity {
  readonly number: string | null
  readonly type: InvoiceType
  readonly status: InvoiceStatus
  readonly accountId: string
  readonly projectId: string | null
  readonly legalEntityId: string
  readonly issueDate: DateText | null
  readonly taxPointDate: DateText | null
  readonly dueDate: DateText | null
  readonly servicePeriodFrom: DateText
  readonly servicePeriodTo: DateText
  readonly currency: CurrencyCode
  readonly subtotal: Money
  readonly taxTotal: Money
  readonly total: Money
  readonly amountPaid: Money
  readonly amountDue: Money
  readonly lines: readonly InvoiceLine[]
  readonly taxes: readonly TaxSubtotal[]
  readonly payments: readonly Payment[]
  readonly customerPoNumber: string | null
  readonly paymentTermsDays: number
  readonly disputeReason: string | null
  readonly postedAt: InstantText | null
  readonly sentAt: InstantText | null
  readonly paidAt: InstantText | null
}

export interface InvoiceLine {
  readonly id: string
  readonly position: number
  readonly description: string
  readonly quantity: DecimalText
  readonly unit: UnitOfMeasure
  readonly unitPrice: Money
  readonly net: Money
  readonly taxCategory: TaxCategory
  /** 0 to 1. */
  readonly taxRate: DecimalText
  readonly serviceCode: string | null
  readonly chargeIds: readonly string[]
}

export interface TaxSubtotal {
  readonly jurisdiction: string
  readonly name: string
  readonly category: TaxCategory
  /** 0 to 1. */
  readonly rate: DecimalText
  readonly base: Money
  readonly amount: Money
  readonly exemptionReason: string | null
}

export interface Payment {
  readonly id: string
  readonly receivedOn: DateText
  readonly amount: Money
  readonly reference: string | null
}

/** All sums of one project, in its currency, at one instant. */
export interface ProjectFigures {
  readonly asOf: InstantText
  readonly hours: DecimalText
  readonly billableHours: DecimalText
  readonly revenue: Money
  readonly labourCost: Money
  readonly subcontractorCost: Money
  readonly expenseCost: Money
  readonly writeOffs: Money
  /** Labour, subcontractors and expenses. */
  readonly cost: Money
  /** (revenue - cost) / revenue with 4 fraction digits, half away from zero; null without revenue. */
  readonly margin: DecimalText | null
  /** Posted invoices less credit notes, without tax. */
  readonly billed: Money
  /** Charges at HOLD, READY or IN_INVOICE. */
  readonly unbilled: Money
}

export interface TaxRegistration {
  readonly scheme: TaxScheme
  readonly number: string
  readonly country: string
  readonly validatedAt: InstantText | null
}

export interface PostalAddress {
  readonly lines: readonly string[]
  readonly city: string | null
  readonly postalCode: string | null
  readonly subdivision: string | null
  readonly country: string
}

/** A new customer, or what an existing one is to hold from now on; its id is the account's. */
export interface CustomerDraft {
  readonly id: string
  readonly legalName: string
  readonly country: string
  /** Null keeps the stored number. */
  readonly taxNumber: string | null
  readonly currency: CurrencyCode
  readonly paymentTermsDays: number
}
export type CustomerAction = { readonly kind: 'deactivate'; readonly createdByKey: string }

export interface FinancialProjectDraft {
  readonly id: string
  readonly accountId: string
  readonly contractId: string
  readonly legalEntityId: string
  readonly costCenterCode: string
  readonly billingType: BillingScheduleType
  readonly pricingModel: PricingModel
  readonly billingFrequency: BillingFrequency
  readonly contractValue: Money
  readonly notToExceed: Money | null
  readonly wbs: readonly WbsElement[]
}

export interface ScheduleLineDraft {
  readonly description: string
  readonly plannedDate: DateText | null
  readonly milestoneId: string | null
  readonly amount: Money
}

export type ProjectAction =
  | { readonly kind: 'setFinancialStatus'; readonly status: ProjectFinancialStatus; readonly reason: string }
  | { readonly kind: 'reviseBudget'; readonly changeRequestId: string | null; readonly lines: readonly BudgetLine[] }
  | { readonly kind: 'supersedeBudget'; readonly version: number }
  | { readonly kind: 'createBillingSchedule'; readonly lines: readonly ScheduleLineDraft[] }
  | { readonly kind: 'cancelBillingSchedule' }

/** Entities that are read only by id or by key. */
export type NoFilter = Readonly<Record<never, never>>

export interface LegalEntityFilter {
  readonly region?: RegionCode | null
  readonly active?: boolean | null
}

export interface CostCenterFilter {
  readonly legalEntityId?: string | null
}

export interface ChargeFilter {
  readonly projectIds?: readonly string[] | null
  readonly stage?: readonly ChargeStage[] | null
  readonly type?: readonly ChargeType[] | null
  readonly serviceDate?: DateRange | null
}
export type ChargeOrderField = 'SERVICE_DATE'

export interface InvoiceFilter {
  readonly ids?: readonly string[] | null
  readonly accountIds?: readonly string[] | null
  readonly projectIds?: readonly string[] | null
  readonly status?: readonly InvoiceStatus[] | null
  readonly issued?: DateRange | null
  readonly overdue?: boolean | null
}
export type InvoiceOrderField = 'ISSUE_DATE' | 'DUE_DATE'

export interface DateRange {
  readonly from: DateText
  readonly to: DateText
}

export type BudgetCategory = 'LABOUR' | 'SUBCONTRACTOR' | 'EXPENSE' | 'SOFTWARE' | 'CONTINGENCY'
export type ChargeType = 'TIME' | 'EXPENSE' | 'MILESTONE' | 'FIXED_DATE' | 'RECURRING' | 'PURCHASE' | 'ADJUSTMENT'
export type InvoiceType = 'INVOICE' | 'CREDIT_NOTE' | 'ADVANCE'
export type TaxCategory = 'STANDARD' | 'ZERO_RATED' | 'EXEMPT' | 'REVERSE_CHARGE' | 'INTRA_COMMUNITY' | 'EXPORT' | 'OUT_OF_SCOPE'
