import type { DecimalText } from '../../contracts/wire/values.ts'
import type { Blocker, CompletenessFinding, ErrorCategory, SystemCode } from './port.ts'

/** Why something did not work, as plain data: it is kept in the ledger and read again after a crash. */
export interface Failure {
  /** Stable code, for example `CONTRACT_INCOMPLETE`. */
  readonly code: string
  readonly category: ErrorCategory
  /** For people, without personal data. */
  readonly message: string
  readonly system: SystemCode | null
  /** What a person has to cure; when absent, the failure itself is the one blocker. */
  readonly blockers?: readonly Omit<Blocker, 'since'>[]
}

/** Role that can cure a failure of the category. */
const OWNER_ROLE: { readonly [Category in ErrorCategory]: string } = {
  TRANSIENT: 'delivery_ops',
  VALIDATION: 'account_executive',
  MASTER_DATA: 'finance_controller',
  CONFLICT: 'delivery_ops',
  AUTHORIZATION: 'delivery_ops',
  BUSINESS_RULE: 'account_executive',
  CANCELLED: 'delivery_ops',
  UNKNOWN: 'delivery_ops',
}

/** What a person sees of a failure: its own blockers, or the failure itself as one. */
export function blockersOf(failure: Failure): readonly Omit<Blocker, 'since'>[] {
  const { code, category, message, system } = failure
  return failure.blockers ?? [{ code, severity: 'BLOCKING', category, message, system, ownerRole: OWNER_ROLE[category] }]
}

/** What a failed check still has to say about the handoff. */
export interface FailureFindings {
  readonly completenessScore?: DecimalText
  readonly findings?: readonly CompletenessFinding[]
}

/** Leaves a step within one attempt; the step runner turns it into data before the engine sees it. */
export class StepFailure extends Error {
  readonly failure: Failure
  /** Entered on the handoff together with the failure. */
  readonly findings: FailureFindings
  constructor(failure: Failure, findings: FailureFindings = {}) {
    super(`${failure.code}: ${failure.message}`)
    this.name = 'StepFailure'
    this.failure = failure
    this.findings = findings
  }
}

/** Anything thrown as a failure; what nobody foresaw is UNKNOWN and stops, because a repetition might do harm. */
export function toFailure(error: unknown): Failure {
  if (error instanceof StepFailure) return error.failure
  return {
    code: 'UNEXPECTED_ERROR',
    category: 'UNKNOWN',
    message: 'Unexpected error; the log of the worker has the cause.',
    system: null,
  }
}
