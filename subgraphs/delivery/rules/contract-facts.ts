import type { CurrencyCode, DateText, DecimalText, Money } from '../../../contracts/wire/values.ts'
import type { PricingModel } from '../port.ts'

/** All that the completeness rules may look at, read once from CRM and ERP; the rules do no I/O. */
export interface ContractFacts {
  readonly type: string
  readonly totalValue: Money
  readonly pricingModel: PricingModel
  readonly governingLaw: string | null
  readonly effectiveFrom: DateText | null
  readonly effectiveTo: DateText | null
  readonly liabilityCap: Money | null
  readonly noticeDays: number | null
  readonly processesPersonalData: boolean
  readonly dataProcessingAgreement: boolean
  readonly subcontractingAllowed: boolean
  readonly dependencies: readonly string[]
  readonly deliverables: readonly { readonly name: string; readonly acceptanceCriteria: string | null }[]
  readonly milestones: readonly { readonly name: string; readonly dueDate: DateText | null; readonly amount: Money | null }[]
  readonly rates: readonly { readonly role: string; readonly rate: Money | null }[]
  readonly documents: readonly { readonly kind: string; readonly final: boolean; readonly sha256: string }[]
  readonly billing: {
    readonly schedule: 'TIME_AND_EXPENSE' | 'FIXED_DATE' | 'MILESTONE' | 'PERCENT_COMPLETE' | 'RECURRING'
    readonly paymentTermsDays: number
    readonly currency: CurrencyCode
    readonly customerPoNumber: string | null
    readonly customerPoRequired: boolean
    readonly expensesBillable: boolean
    readonly expensePolicy: string | null
    readonly notToExceed: Money | null
  }
  readonly tax: {
    readonly servicePeriodClause: string | null
    readonly serviceCode: string | null
    readonly municipality: string | null
    readonly exemptionClaimed: boolean
    readonly exemptionCertificate: string | null
  }
  readonly master: {
    readonly status: string
    readonly effectiveFrom: DateText | null
    readonly effectiveTo: DateText | null
  } | null
  readonly account: {
    readonly legalName: string | null
    readonly registrationNumber: string | null
    readonly segment: string | null
    readonly country: string
    readonly hasBillingAddress: boolean
    readonly eInvoicingAddress: string | null
    readonly taxRegistrations: readonly { readonly scheme: string; readonly number: string; readonly country: string }[]
  }
  /** Contracting entity of the firm; null when ERP does not know it. */
  readonly entity: {
    readonly code: string
    readonly country: string
    readonly active: boolean
    readonly functionalCurrency: CurrencyCode
    readonly reportingCurrency: CurrencyCode
  } | null
  readonly sale: {
    readonly requiresSubcontractors: boolean
    /** Share of the value, 0 to 1; null when it was not estimated. */
    readonly estimatedMargin: DecimalText | null
    /** Net amounts of the lines sold. */
    readonly lineNets: readonly Money[]
  }
}
