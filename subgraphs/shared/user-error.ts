import type { Write, WriteError } from './port.ts'

const TYPE_OF: { readonly [Code in WriteError['code']]: string } = {
  VALIDATION_FAILED: 'ValidationError',
  NOT_FOUND: 'ValidationError',
  INVALID_STATE: 'StateTransitionError',
  CONFLICT: 'ConflictError',
  IDEMPOTENCY_MISMATCH: 'ConflictError',
  KEY_WITHDRAWN: 'ConflictError',
  POLICY_VIOLATION: 'PolicyError',
  FORBIDDEN: 'PolicyError',
}

/** A write error as the member of the `UserError` interface that it is. */
export type UserErrorValue = WriteError & { readonly __typename: string }

export const toUserError = (error: WriteError): UserErrorValue => ({ ...error, __typename: TYPE_OF[error.code] })

/** The payload of a mutation: the record under its own name, whether it was replayed, and the expected failures. */
export function toPayload<Name extends string, Record>(
  name: Name,
  write: Write<Record>,
): { readonly [Each in Name]: Record | null } & { readonly replayed: boolean; readonly userErrors: readonly UserErrorValue[] } {
  const record = write.ok ? write.record : null
  const rest = write.ok
    ? { replayed: write.replayed, userErrors: [] }
    : { replayed: false, userErrors: write.errors.map(toUserError) }
  return { [name]: record, ...rest } as { readonly [Each in Name]: Record | null } & typeof rest // computed keys widen to string
}
