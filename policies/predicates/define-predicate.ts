import { z } from 'zod'
import type { Principal } from '../../contracts/wire/principal.ts'

/** Outcome of a predicate; `reason` is one clause for the audit record and the log. */
export interface Verdict<Reason extends string = string> {
  readonly allowed: boolean
  readonly reason: Reason
}

export interface PredicateInput<Facts> {
  readonly principal: Principal
  /** Arguments of the field as GraphQL coerced them. */
  readonly args: Readonly<Record<string, unknown>>
  readonly facts: Facts
  /** Real time in seconds since the epoch: sign-ins are stamped with real time, not with the business clock. */
  readonly nowSeconds: number
}

/** A predicate that a schema may name in `@policy(policies: [["name"]])`. */
export interface Predicate {
  readonly name: string
  /** `gateway`: principal and arguments suffice. `subgraph`: the owner of the data loads `facts` first, before any write. */
  readonly decidedAt: 'gateway' | 'subgraph'
  /** Names of the facts that the caller of `decide` has to load. */
  readonly facts: readonly string[]
  /** Every text that `decide` may give as its reason, but for facts that are unknown: fixed, so the audit trail may keep it. */
  readonly reasons: readonly string[]
  /** Reasons of a denial that the caller is told, word for word; all others stay in the audit record. */
  readonly discloses: readonly string[]
  /** Pure; denies when a fact is absent or has another shape than declared. */
  readonly decide: (input: PredicateInput<Readonly<Record<string, unknown>>>) => Verdict
}

/**
 * Declares a predicate. `facts` is the shape of what must be known; `decide` sees them only after they have been checked, so
 * that a subgraph that forgets to load one denies instead of deciding on `undefined`. A reason that is not declared does not compile.
 */
export function definePredicate<Shape extends z.ZodRawShape, const Reason extends string>(definition: {
  readonly name: string
  readonly decidedAt: Predicate['decidedAt']
  readonly facts: Shape
  readonly reasons: readonly Reason[]
  readonly discloses?: readonly NoInfer<Reason>[]
  readonly decide: (input: PredicateInput<z.output<z.ZodObject<Shape>>>) => Verdict<NoInfer<Reason>>
}): Predicate {
  const { name, decidedAt, reasons, discloses = [], decide } = definition
  const facts = z.object(definition.facts)
  return {
    name,
    decidedAt,
    facts: Object.keys(definition.facts),
    reasons,
    discloses,
    decide: (input) => {
      const known = facts.safeParse(input.facts)
      if (known.success) return decide({ ...input, facts: known.data })
      const missing = known.error.issues.map((issue) => issue.path.join('.')).join(', ')
      return { allowed: false, reason: `${name}: facts unknown: ${missing}` }
    },
  }
}
