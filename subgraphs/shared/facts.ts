import DataLoader from 'dataloader'
import type { SubgraphContext } from './context.ts'
import type { Call } from './port.ts'

export type Facts = Readonly<Record<string, unknown>>

/** One field on which a policy has to be decided: the record that it belongs to, and its arguments as GraphQL coerced them. */
export interface FactAsk {
  /** Null for a root field. */
  readonly parent: unknown
  readonly args: Facts
}

/** Loads the facts that a policy needs, before any write: for all fields of one wave at once, in the order of `asks`. */
export type FactLoader<Context> = (asks: readonly FactAsk[], context: Context) => Promise<readonly Facts[]>

/** Fact loaders by coordinate of an object type (`Mutation.decideApproval`) and policy name. */
export type FactLoaders<Context> = Readonly<Record<string, Readonly<Record<string, FactLoader<Context>>>>>

/** A call is one request: the policy is decided on a page of records with one call of its loader. */
const batches = new WeakMap<Call, Map<string, DataLoader<FactAsk, Facts>>>()

/** @param key coordinate and policy. */
export function loadFacts<Context extends SubgraphContext>(
  key: string,
  load: FactLoader<Context>,
  ask: FactAsk,
  context: Context,
): Promise<Facts> {
  const { call } = context
  const known = batches.get(call) ?? new Map<string, DataLoader<FactAsk, Facts>>()
  batches.set(call, known)
  // Not cached: nothing is answered from what was true before an earlier write. Not in the waves of the other loaders: a fact
  // loader may wait for them.
  const options = { cache: false, batchScheduleFn: (send: () => void) => void setImmediate(send) }
  const batch = known.get(key) ?? new DataLoader((asks: readonly FactAsk[]) => load(asks, context), options)
  known.set(key, batch)
  return batch.load(ask)
}
