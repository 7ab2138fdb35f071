import type { FieldNode, GraphQLSchema } from 'graphql'
import { createBoundedCache } from '../../execution/bounded-cache.ts'
import type { Operation, OperationResult } from '../../execution/executor.ts'
import type { Stage } from '../../pipeline.ts'
import { type CompiledDocument, compileDocument } from '../compile-document.ts'
import type { Rules } from '../compile-rules.ts'
import { compareOutcomes, partitionFor, selectionsByCoordinate } from './field-outcomes.ts'
import type { ShadowChange, ShadowLedger } from './shadow-ledger.ts'

/** Characters of source text that each cache may hold, as in use-field-policies.ts. */
const MAX_CACHED_CHARACTERS = 1_000_000
/** The name of an operation is the caller's text. */
const MAX_NAME_LENGTH = 100

/** Another policy set, compiled. */
export interface ShadowCandidate {
  readonly rules: Rules
  /** `Type.field` of every field that it still has. */
  readonly coordinates: ReadonlySet<string>
}

export interface ShadowPolicyOptions {
  readonly schema: GraphQLSchema
  /** What is enforced. */
  readonly rules: Rules
  /** What is only looked at. */
  readonly candidate: ShadowCandidate
  readonly ledger: ShadowLedger
  readonly nowSeconds: () => number
}

interface ShadowDocument {
  readonly served: CompiledDocument
  readonly candidate: CompiledDocument
  readonly selections: ReadonlyMap<string, FieldNode>
}

type Difference = Pick<ShadowChange, 'coordinate' | 'change' | 'from' | 'to'>

/**
 * Asks a second policy set about every operation beside the one that is enforced, and counts who would gain or lose what, by
 * client, operation and coordinate. It changes no answer: the request goes on first, and a fault in here is counted and ends
 * here. What depends on document and partition alone is compared once.
 *
 * @see docs/adr/0019-masks-and-shadow-policies.md
 */
export function useShadowPolicies(options: ShadowPolicyOptions): Stage<Operation, OperationResult> {
  const { schema, rules, candidate, ledger, nowSeconds } = options
  const documents = createBoundedCache<ShadowDocument>(MAX_CACHED_CHARACTERS)
  const differences = createBoundedCache<readonly Difference[]>(MAX_CACHED_CHARACTERS)

  function compileBoth({ document, definition }: Operation): ShadowDocument {
    const served = compileDocument(schema, rules, document, definition)
    const selections = selectionsByCoordinate(served)
    return { served, candidate: compileDocument(schema, candidate.rules, document, definition), selections }
  }

  function differencesFor(operation: Operation): readonly Difference[] {
    const documentKey = `${operation.planKey} ${operation.operationName ?? ''}`
    const weight = operation.document.loc?.source.body.length ?? MAX_CACHED_CHARACTERS
    const both = documents.getOrCreate(documentKey, weight, () => compileBoth(operation))
    const { principal } = operation.exchange
    const caller = { principal, scopes: new Set(principal?.scopes), nowSeconds: nowSeconds() }
    const now = partitionFor(both.served, caller)
    const then = partitionFor(both.candidate, caller)
    return differences.getOrCreate(`${documentKey} ${now.key} ${then.key}`, weight, () =>
      [...both.selections].flatMap(([coordinate, selection]): readonly Difference[] => {
        const from = now.outcomeOf(selection)
        const to = candidate.coordinates.has(coordinate) ? then.outcomeOf(selection) : 'absent'
        const change = compareOutcomes(from, to)
        return change === null ? [] : [{ coordinate, change, from, to }]
      }),
    )
  }

  return {
    name: 'shadow policies',
    run(operation, next) {
      const answer = next(operation)
      try {
        const clientId = operation.exchange.principal?.clientId ?? '(anonymous)'
        const name = operation.definition.name?.value.slice(0, MAX_NAME_LENGTH) ?? '(unnamed)'
        ledger.note(differencesFor(operation).map((difference) => ({ clientId, operation: name, ...difference })))
      } catch (error) {
        ledger.noteFailure(error)
      }
      return answer
    },
  }
}
