import { createHash } from 'node:crypto'
import { type DocumentNode, type GraphQLSchema, getVariableValues, Kind, print } from 'graphql'
import type { Verdict } from '../../contracts/wire/audit-record.ts'
import type { Obligation } from '../../contracts/wire/envelope.ts'
import { verdictsOf } from '../audit/verdicts-of.ts'
import { createBoundedCache } from '../execution/bounded-cache.ts'
import type { Operation, OperationResult } from '../execution/executor.ts'
import { fieldError } from '../execution/field-error.ts'
import type { Stage } from '../pipeline.ts'
import { type CompiledDocument, compileDocument } from './compile-document.ts'
import type { Rules } from './compile-rules.ts'
import { decideRequirement } from './decide-requirement.ts'
import { type FilteredDocument, filterDocument } from './filter-document.ts'
import { nullRemovedFields } from './null-removed-fields.ts'
import { pathsOfRemoved, type QueryPath } from './removed-paths.ts'

/** Characters of source text that each cache may hold; a compiled document takes about 80 bytes a character. */
const MAX_CACHED_CHARACTERS = 1_000_000

export interface FieldPolicyOptions {
  readonly schema: GraphQLSchema
  readonly rules: Rules
  /** `filter` answers what is allowed and nulls the rest; `refuse` answers nothing when anything is denied. */
  readonly mode: 'filter' | 'refuse'
  readonly nowSeconds: () => number
}

/** What one partition of callers gets of one document. */
interface Variant extends FilteredDocument {
  readonly planKey: string
  readonly deniedPaths: readonly QueryPath[]
  readonly verdicts: readonly Verdict[]
}

/**
 * Enforces `@authenticated`, `@requiresScopes` and `@policy` before anything is planned: a denied field is never fetched, and a
 * denied mutation never happens (governance 2.1). The plan is keyed by what is left of the document together with the granted
 * requirements, so that no caller runs the plan of another (governance 0.7).
 *
 * @throws UNAUTHORIZED_FIELD_OR_TYPE as HTTP 403, one error per query path, in the mode `refuse`.
 * @see docs/adr/0003-authorization-before-planning.md
 */
export function useFieldPolicies({ schema, rules, mode, nowSeconds }: FieldPolicyOptions): Stage<Operation, OperationResult> {
  const documents = createBoundedCache<CompiledDocument>(MAX_CACHED_CHARACTERS)
  const variants = createBoundedCache<Variant>(MAX_CACHED_CHARACTERS)

  return {
    name: 'field policies',
    async run(operation, next) {
      const documentKey = `${operation.planKey} ${operation.operationName ?? ''}`
      const weight = operation.document.loc?.source.body.length ?? MAX_CACHED_CHARACTERS // unknown is not kept for long
      const compiled = documents.getOrCreate(documentKey, weight, () =>
        compileDocument(schema, rules, operation.document, operation.definition),
      )
      const { principal } = operation.exchange
      const caller = { principal, scopes: new Set(principal?.scopes), nowSeconds: nowSeconds() }
      const decisions = compiled.requirements.map((requirement) => decideRequirement(requirement, caller))
      const granted = decisions.map((decision) => decision.granted)
      const partition = granted.map(Number).join('')
      const variant = variants.getOrCreate(`${documentKey} ${partition}`, weight, () =>
        createVariant(compiled, granted, partition),
      )
      const obligations = obligationsOf(compiled, decisions)
      if (operation.trace !== undefined) Object.assign(operation.trace, { verdicts: variant.verdicts, obligations })

      if (variant.deniedPaths.length > 0 && mode === 'refuse') return { errors: variant.deniedPaths.map(refusal) }
      const denials = variant.deniedPaths.map((path) => denial(path))
      if (variant.document === null) return { data: null, errors: denials }
      const result = await next({
        ...operation,
        document: variant.document,
        planKey: variant.planKey,
        obligations,
      })
      if (denials.length === 0 || result.data === undefined) return result
      const variables = coercedVariables(compiled, operation)
      const data = nullRemovedFields(compiled, variant.removed, result.data, variables)
      return { data, errors: [...(result.errors ?? []), ...denials] }
    },
  }
}

function createVariant(compiled: CompiledDocument, granted: readonly boolean[], partition: string): Variant {
  const filtered = granted.every(Boolean)
    ? { document: wholeDocument(compiled), removed: new Set<never>() }
    : filterDocument(compiled, granted)
  const text = filtered.document === null ? '' : print(filtered.document)
  const planKey = createHash('sha256').update(text).update('\0').update(partition).digest('hex')
  const deniedPaths = pathsOfRemoved(compiled, filtered.removed)
  return { ...filtered, planKey, deniedPaths, verdicts: verdictsOf(compiled, granted) }
}

const wholeDocument = ({ operation, fragments }: CompiledDocument): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [operation, ...fragments.values()],
})

function obligationsOf(
  { askedBy }: CompiledDocument,
  decisions: readonly { readonly obligations: readonly string[] }[],
): readonly Obligation[] {
  const found = decisions.flatMap(({ obligations }, index) =>
    obligations.flatMap((policy) => [...(askedBy[index] ?? [])].map((coordinate) => ({ coordinate, policy }))),
  )
  return [...new Map(found.map((each) => [`${each.coordinate} ${each.policy}`, each])).values()]
}

function coercedVariables({ schema, operation }: CompiledDocument, { variables }: Operation): Readonly<Record<string, unknown>> {
  return getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced ?? {}
}

const denial = (path: QueryPath, details = {}) =>
  fieldError('UNAUTHORIZED_FIELD_OR_TYPE', 'Unauthorized field or type', path, details)

/** The same denial when the whole operation is refused for it. */
const refusal = (path: QueryPath) => denial(path, { http: { status: 403 } })
