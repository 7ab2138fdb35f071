import type { CurrencyCode, DateText, DecimalText, InstantText, Money } from '../../contracts/wire/values.ts'
import type { Acts, Creates, Entity, Reader, SystemOfRecord } from '../shared/port.ts'
import type { RegionCode, TaxScheme, UnitOfMeasure } from '../shared/vocabulary.ts'
import type { PurchaseOrderStatus, RequisitionStatus, SupplierStatus } from './states.ts'

export type { RegionCode, TaxScheme, UnitOfMeasure } from '../shared/vocabulary.ts'

/** The procurement system as this subgraph needs it: three readers, and a requisition's way to its approval. */
export interface ProcurementSystem extends SystemOfRecord {
  readonly suppliers: Reader<Supplier, SupplierFilter>
  readonly requisitions: Reader<Requisition, RequisitionFilter, 'projectId'> &
    Creates<Requisition, RequisitionDraft> &
    Acts<Requisition, RequisitionAction>
  readonly purchaseOrders: Reader<PurchaseOrder, PurchaseOrderFilter, 'projectId' | 'supplierId' | 'requisitionId'>
}

export interface Supplier extends Entity {
  readonly supplierNumber: string
  readonly name: string
  readonly legalName: string
  readonly status: SupplierStatus
  readonly country: string
  readonly regions: readonly RegionCode[]
  readonly category: string
  readonly currency: CurrencyCode
  readonly paymentTermsDays: number
  readonly taxRegistrations: readonly TaxRegistration[]
  readonly address: PostalAddress | null
  readonly preferred: boolean
  readonly riskRating: RiskRating | null
  /** 0 to 1. */
  readonly performanceScore: DecimalText | null
  readonly masterAgreementSigned: boolean
  readonly ndaSigned: boolean
  readonly insuranceValidUntil: DateText | null
  readonly rateCard: readonly SupplierRate[]
}

export interface SupplierRate {
  readonly role: string
  readonly rate: Money
  readonly unit: UnitOfMeasure
  readonly validUntil: DateText | null
}

export interface Requisition extends Entity {
  readonly number: string
  readonly status: RequisitionStatus
  readonly projectId: string
  readonly staffingRequestId: string | null
  readonly legalEntityId: string
  readonly costCenterId: string | null
  /** Worker; null when a service asked. */
  readonly requesterId: string | null
  readonly supplierId: string | null
  readonly justification: string
  readonly lines: readonly RequisitionLine[]
  readonly total: Money
  readonly neededBy: DateText
  readonly submittedAt: InstantText | null
  readonly decidedAt: InstantText | null
  readonly cancelledAt: InstantText | null
  readonly cancellationReason: string | null
}

export interface RequisitionLine {
  readonly id: string
  readonly description: string
  readonly role: string | null
  readonly quantity: DecimalText
  readonly unit: UnitOfMeasure
  readonly unitPrice: Money
  readonly net: Money
  readonly wbsCode: string | null
}

export interface PurchaseOrder extends Entity {
  readonly number: string
  readonly revisionNumber: number
  readonly status: PurchaseOrderStatus
  readonly supplierId: string
  readonly projectId: string | null
  readonly requisitionId: string | null
  readonly legalEntityId: string
  readonly costCenterId: string | null
  readonly buyerId: string | null
  readonly currency: CurrencyCode
  readonly lines: readonly PurchaseOrderLine[]
  readonly total: Money
  readonly receivedAmount: Money
  readonly remainingAmount: Money
  readonly receipts: readonly Receipt[]
  readonly paymentTermsDays: number
  readonly startDate: DateText | null
  readonly endDate: DateText | null
  readonly issuedAt: InstantText | null
  readonly acknowledgedAt: InstantText | null
  readonly closedAt: InstantText | null
  readonly rechargeToClient: boolean
}

export interface PurchaseOrderLine {
  readonly id: string
  readonly description: string
  readonly assignmentId: string | null
  readonly quantity: DecimalText
  readonly unit: UnitOfMeasure
  readonly unitPrice: Money
  readonly net: Money
  readonly receivedQuantity: DecimalText
}

export interface Receipt {
  readonly id: string
  readonly lineId: string
  readonly receivedOn: DateText
  readonly quantity: DecimalText
  readonly amount: Money
  readonly timecardIds: readonly string[]
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

export interface RequisitionDraft {
  readonly id: string
  readonly projectId: string
  readonly staffingRequestId: string | null
  readonly legalEntityId: string
  readonly costCenterId: string | null
  readonly supplierId: string | null
  readonly justification: string
  readonly neededBy: DateText
  readonly lines: readonly RequisitionLineDraft[]
}
export type RequisitionLineDraft = Omit<RequisitionLine, 'id' | 'net'>
export type RequisitionAction = { readonly kind: 'submit' } | { readonly kind: 'cancel'; readonly reason: string }

export interface SupplierFilter {
  readonly ids?: readonly string[] | null
  readonly status?: readonly SupplierStatus[] | null
  readonly regions?: readonly RegionCode[] | null
  readonly preferred?: boolean | null
}

export interface RequisitionFilter {
  readonly projectIds?: readonly string[] | null
  readonly status?: readonly RequisitionStatus[] | null
}

export interface PurchaseOrderFilter {
  readonly ids?: readonly string[] | null
  readonly supplierIds?: readonly string[] | null
  readonly projectIds?: readonly string[] | null
  readonly status?: readonly PurchaseOrderStatus[] | null
}

export type RiskRating = 'LOW' | 'MEDIUM' | 'HIGH'
