import type { DateText, Money } from '../../../contracts/wire/values.ts'
import { money } from '../../../contracts/wire/values.ts'
import type {
  CustomerDraft,
  ErpSystem,
  FinancialProjectDraft,
  ProjectAction,
  ScheduleLineDraft,
} from '../../../subgraphs/erp/port.ts'
import type { Call, Write, WriteError } from '../../../subgraphs/shared/port.ts'
import { testCall } from '../../support/reader-contract.ts'

let keys = 0
export const newKey = (): string => `key-${++keys}`

/** The same call on behalf of somebody else. */
export const otherCall: Call = { ...testCall, principal: { ...testCall.principal, subject: 'somebody else' } }

export const euros = (amount: string): Money => money(amount, 'EUR')

/** The record of a write that succeeded; a refusal fails the test with its errors. */
export function written<Record>(write: Write<Record>): Record {
  if (write.ok) return write.record
  throw new Error(`refused: ${JSON.stringify(write.errors)}`)
}

/** What a refused write says; codes and rules, not prose. */
export function refusal(write: Write<unknown>): readonly Partial<Record<string, unknown>>[] {
  if (write.ok) throw new Error('was not refused')
  return write.errors.map(({ message: _, ...rest }: WriteError) => rest)
}

export function customerDraft(id: string, overrides: Partial<CustomerDraft> = {}): CustomerDraft {
  const base = { legalName: 'Contoso Ltd', country: 'GB', taxNumber: null, paymentTermsDays: 30 }
  return { id, ...base, currency: euros('0').currency, ...overrides }
}

export function projectDraft(id: string, overrides: Partial<FinancialProjectDraft> = {}): FinancialProjectDraft {
  return {
    id,
    accountId: 'acc_one',
    contractId: 'ctr_one',
    legalEntityId: 'len_de01',
    costCenterCode: 'CC-100',
    billingType: 'MILESTONE',
    pricingModel: 'MILESTONE',
    billingFrequency: 'ON_EVENT',
    contractValue: euros('1000.00'),
    notToExceed: null,
    wbs: [{ code: '1', name: 'Project', parentCode: null, billable: true }],
    ...overrides,
  }
}

export function lineDraft(amount: string, overrides: Partial<ScheduleLineDraft> = {}): ScheduleLineDraft {
  return { description: 'Part', plannedDate: '2026-07-31' as DateText, milestoneId: null, amount: euros(amount), ...overrides }
}

export function actOn(erp: ErpSystem, projectId: string, action: ProjectAction, idempotencyKey = newKey()) {
  return erp.projects.act(projectId, action, { idempotencyKey }, testCall)
}
