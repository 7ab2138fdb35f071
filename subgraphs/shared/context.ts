import type { Obligation } from '../../contracts/wire/envelope.ts'
import type { Call } from './port.ts'

/** What every resolver gets, whatever the subgraph; each subgraph adds its loaders and repositories. */
export interface SubgraphContext {
  /** On whose behalf, and in which request. */
  readonly call: Call
  /** Decisions that the gateway left to this subgraph, because the facts are here. */
  readonly obligations: readonly Obligation[]
}
