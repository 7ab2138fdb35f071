import { createHash } from 'node:crypto'
import { type DocumentNode, type FieldNode, type GraphQLSchema, getVariableValues, Kind, print } from 'graphql'
import type { Verdict } from '../../contracts/wire/audit-record.ts'
import type { Obligation } from '../../contracts/wire/envelope.ts'
import { isScopeRequirementMet } from '../../policies/index.ts'
import { verdictsOf } from '../audit/verdicts-of.ts'
import type { Exchange } from '../context.ts'
import { createBoundedCache } from '../execution/bounded-cache.ts'
import type { MaskedField, Operation, OperationResult } from '../execution/executor.ts'
import { fieldError } from '../execution/field-error.ts'
import type { Stage } from '../pipeline.ts'
import { type CompiledDocument, compileDocument, type ReachedMask } from './compile-document.ts'
import type { Rules } from './compile-rules.ts'
import { decideRequirement } from './decide-requirement.ts'
import { type FilteredDocument, filterDocument } from './filter-document.ts'
import { nullRemovedFields } from './null-removed-fields.ts'
import { pathsOfKept, pathsOfRemoved, type QueryPath } from './removed-paths.ts'

/** Characters of source text that each cache may hold; a compiled document takes about 80 bytes a character. */
const MAX_CACHED_CHARACTERS = 1_000_000

export interface FieldPolicyOptions {
  readonly schema: GraphQLSchema
  readonly rules: Rules
  /** `filter` answers what is allowed and nulls the rest; `refuse` answers nothing when anything is denied. */
  readonly modeOf: (exchange: Exchange) => 'filter' | 'refuse'
  readonly nowSeconds: () => number
}

/** What one partition of callers gets of one document. */
interface Variant extends FilteredDocument {
  readonly planKey: string
  readonly deniedPaths: readonly QueryPath[]
  /** Masks that hold for these callers, by `Type.field`. */
  readonly masks: ReadonlyMap<string, ReachedMask>
  readonly maskedFields: readonly MaskedField[]
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
export function useFieldPolicies({ schema, rules, modeOf, nowSeconds }: FieldPolicyOptions): Stage<Operation, OperationResult> {
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
      const masks = compiled.masks.filter(({ use }) => !isScopeRequirementMet(caller.scopes, use.unless))
      const partition = granted.map(Number).join('')
      const maskPartition = masks.map(({ coordinate }) => coordinate).join()
      const variant = variants.getOrCreate(`${documentKey} ${partition} ${maskPartition}`, weight, () =>
        createVariant(compiled, granted, partition, masks),
      )
      const obligations = obligationsOf(compiled, decisions)
      if (operation.trace !== undefined) Object.assign(operation.trace, { verdicts: variant.verdicts, obligations })

      if (variant.deniedPaths.length > 0 && modeOf(operation.exchange) === 'refuse')
        return { errors: variant.deniedPaths.map(refusal) }
      const denials = variant.deniedPaths.map((path) => denial(path))
      if (variant.document === null) return { data: null, errors: denials }
      const result = await next({
        ...operation,
        document: variant.document,
        planKey: variant.planKey,
        obligations,
      })
      if ((denials.length === 0 && variant.masks.size === 0) || result.data === undefined) return result
      const variables = coercedVariables(compiled, operation)
      const data = nullRemovedFields(compiled, variant.removed, result.data, variables, variant.masks)
      const errors = [...(result.errors ?? []), ...denials]
      return {
        data,
        ...(errors.length > 0 && { errors }),
        ...(variant.maskedFields.length > 0 && { extensions: { masked: variant.maskedFields } }),
      }
    },
  }
}

function createVariant(
  compiled: CompiledDocument,
  granted: readonly boolean[],
  partition: string,
  reached: readonly ReachedMask[],
): Variant {
  // Masks need the type names that the filter asks for, even when it removes nothing.
  const filtered =
    granted.every(Boolean) && reached.length === 0
      ? { document: wholeDocument(compiled), removed: new Set<never>() }
      : filterDocument(compiled, granted)
  const text = filtered.document === null ? '' : print(filtered.document)
  const planKey = createHash('sha256').update(text).update('\0').update(partition).digest('hex')
  const masks = new Map(reached.map((mask) => [mask.coordinate, mask]))
  const maskedFields = listMaskedFields(compiled, reached, filtered.removed)
  const deniedPaths = pathsOfRemoved(compiled, filtered.removed)
  return { ...filtered, planKey, deniedPaths, masks, maskedFields, verdicts: verdictsOf(compiled, granted, reached) }
}

/** Grouped by what the caller named: behind an interface, several types may mask the same selection. */
function listMaskedFields(
  compiled: CompiledDocument,
  reached: readonly ReachedMask[],
  removed: FilteredDocument['removed'],
): readonly MaskedField[] {
  const groups = new Map<string, { readonly coordinate: string; readonly as: string; readonly nodes: Set<FieldNode> }>()
  for (const { use, selections } of reached) {
    for (const [node, coordinate] of selections) {
      const key = `${coordinate} ${use.as}`
      const group = groups.get(key) ?? { coordinate, as: use.as, nodes: new Set() }
      groups.set(key, group)
      group.nodes.add(node)
    }
  }
  return [...groups.values()].flatMap(({ coordinate, as, nodes }) => {
    const paths = pathsOfKept(compiled, nodes, removed)
    return paths.length === 0 ? [] : [{ coordinate, as, paths }]
  })
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
