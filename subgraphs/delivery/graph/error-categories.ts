import { StepFailure } from '../failure.ts'
import type { ErrorCategory, SystemCode } from '../port.ts'

/** Codes of the graph, of its mutations and of their rules, and what each means for a run. Unlisted codes are UNKNOWN. */
const CATEGORY: Readonly<Record<string, ErrorCategory>> = {
  SUBGRAPH_UNAVAILABLE: 'TRANSIENT',
  SUBGRAPH_TIMEOUT: 'TRANSIENT',
  SHUTTING_DOWN: 'TRANSIENT',
  AUTHENTICATION_UNAVAILABLE: 'TRANSIENT',
  UPSTREAM_UNAVAILABLE: 'TRANSIENT',
  RATE_LIMITED: 'TRANSIENT',
  VALIDATION_FAILED: 'VALIDATION',
  BAD_USER_INPUT: 'VALIDATION',
  GRAPHQL_VALIDATION_FAILED: 'VALIDATION',
  NOT_FOUND: 'MASTER_DATA',
  MASTER_DATA_DUPLICATE: 'MASTER_DATA',
  TAX_NUMBER_MISMATCH: 'MASTER_DATA',
  CONFLICT: 'CONFLICT',
  IDEMPOTENCY_MISMATCH: 'CONFLICT',
  KEY_WITHDRAWN: 'CONFLICT',
  DOCUMENT_MISSING: 'VALIDATION',
  DOCUMENT_DIGEST_MISMATCH: 'VALIDATION',
  INVALID_STATE: 'BUSINESS_RULE',
  POLICY_VIOLATION: 'BUSINESS_RULE',
  APPROVAL_REQUIRED: 'BUSINESS_RULE',
  FORBIDDEN: 'AUTHORIZATION',
  UNAUTHENTICATED: 'AUTHORIZATION',
  UNAUTHORIZED_FIELD_OR_TYPE: 'AUTHORIZATION',
}

export function categoryOfCode(code: string): ErrorCategory {
  return CATEGORY[code] ?? 'UNKNOWN'
}

/** Expected failure of a mutation, as the documents ask for it. */
export interface UserErrorAnswer {
  readonly code: string
  readonly message: string
  /** Broken rule of a `ValidationError`. */
  readonly rule?: string | null
}

interface Payload {
  readonly userErrors: readonly UserErrorAnswer[]
}

/**
 * The payload of a mutation that worked.
 *
 * @throws StepFailure with the first user error; its rule, when it has one, is the more telling code.
 */
export function accepted<Answer extends Payload>(payload: Answer | null, system: SystemCode): Answer {
  if (payload === null)
    throw new StepFailure({ code: 'NO_ANSWER', category: 'UNKNOWN', message: 'The mutation answered nothing.', system })
  const [error] = payload.userErrors
  if (error === undefined) return payload
  const code = error.rule ?? error.code
  const category = CATEGORY[code] ?? categoryOfCode(error.code)
  throw new StepFailure({ code, category, message: error.message, system })
}

/**
 * The same for an undo: `nothing` lists the codes that say there is nothing to undo, because an undo also runs after a do
 * that never had an effect. Answers whether something was undone.
 */
export function undone(payload: Payload | null, system: SystemCode, nothing: readonly string[]): boolean {
  const [error] = payload?.userErrors ?? []
  if (error !== undefined && nothing.includes(error.code)) return false
  accepted(payload, system)
  return true
}
