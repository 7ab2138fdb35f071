import type { CompletenessFinding } from '../port.ts'
import type { ContractFacts } from './contract-facts.ts'

/** One rule about a contract. `isMet` is pure; a rule that does not concern a contract is met by it. */
export interface CompletenessRule {
  /** `CC-01` to `CC-21`, or `CC-<country>` of a region. */
  readonly id: string
  readonly severity: CompletenessFinding['severity']
  /** False for advice that does not count in the score. */
  readonly mandatory: boolean
  /** Contract field that a person has to look at. */
  readonly field: string
  /** What is missing, said to the person who has to cure it. */
  readonly message: string
  readonly isMet: (contract: ContractFacts) => boolean
}

/** True for text that says something. */
export const isText = (text: string | null): text is string => text !== null && text.trim() !== ''
