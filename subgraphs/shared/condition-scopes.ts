import { appError } from '../../contracts/wire/errors.ts'
import { DENIAL, isScopeRequirementMet, type Scope } from '../../policies/index.ts'
import type { Call, PageRequest } from './port.ts'

/** Scopes, any one of which opens a filter or an order: those of the field whose values it tells. */
export interface ConditionScopes<Filter, OrderField extends string> {
  readonly filter?: { readonly [Condition in keyof Filter]?: readonly Scope[] }
  readonly orderBy?: { readonly [Field in OrderField]?: readonly Scope[] }
}

/**
 * Refuses to filter or to sort by a field that the caller may not read: a filter that finds a record tells its value, and a cursor
 * carries the value that it sorts by. Federation has no rules for arguments, so they are asked here, on every road to a list.
 *
 * @throws UNAUTHORIZED_FIELD_OR_TYPE, as the field itself answers.
 */
export function requireConditionScopes<Filter, OrderField extends string>(
  asked: ConditionScopes<Filter, OrderField>,
  { filter, orderBy }: PageRequest<Filter, OrderField>,
  { principal }: Call,
): void {
  const scopes = new Set<string>(principal.scopes)
  const isClosed = (anyOf: readonly Scope[] | undefined) =>
    anyOf !== undefined &&
    !isScopeRequirementMet(
      scopes,
      anyOf.map((scope) => [scope]),
    )
  const conditions = Object.keys(asked.filter ?? {}) as (keyof Filter)[] // the keys of its own type
  const isFilterClosed = conditions.some((each) => filter?.[each] != null && isClosed(asked.filter?.[each]))
  if (!isFilterClosed && !(orderBy && isClosed(asked.orderBy?.[orderBy.field]))) return
  throw appError('UNAUTHORIZED_FIELD_OR_TYPE', DENIAL)
}
