import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'graphql'
import type { Variant } from '../policies/index.ts'
import { type Composition, composeSubgraphs } from './compose.ts'
import type { Finding } from './finding.ts'
import { readSubgraphFiles, type SubgraphFiles } from './subgraph-files.ts'
import { checkVariantRules, type DocumentVariants, type RulesByVariant } from './variants/variant-rules.ts'
import { buildVariants, type ContractVariant } from './variants.ts'

export const GOVERNANCE_FILE = 'contracts/governance.config.json'

/** The subgraphs of a repository, composed, with their contract variants. */
export interface Contracts extends SubgraphFiles {
  readonly composition: Composition
  readonly rules: RulesByVariant
  /** Variant of each folder of trusted documents that the configuration declares. */
  readonly documentVariants: DocumentVariants
  /** Empty when there is no composition or no readable configuration. */
  readonly variants: ReadonlyMap<Variant, ContractVariant>
  /** What keeps the variants from being built at all. */
  readonly faults: readonly Finding[]
}

/**
 * Reads and composes the repository at `root`. Without a governance file every partner variant is closed.
 *
 * @throws GraphQLError for a file that is not GraphQL, with its source and location.
 */
export function readContracts(root: string): Contracts {
  const files = readSubgraphFiles(root)
  return { ...files, ...composeContracts(files, readGovernance(root)) }
}

/** The same from what is read already; `governance` is the text of the configuration, null when there is none. */
export function composeContracts(
  { subgraphs }: SubgraphFiles,
  governance: string | null,
): Pick<Contracts, 'composition' | 'rules' | 'documentVariants' | 'variants' | 'faults'> {
  const composition = composeSubgraphs(subgraphs)
  const checked =
    governance === null ? { ok: true as const, rules: new Map(), documents: new Map() } : checkVariantRules(governance)
  const rules: RulesByVariant = checked.ok ? checked.rules : new Map()
  const documentVariants: DocumentVariants = checked.ok ? checked.documents : new Map()
  const faults = [...(composition.ok ? [] : composition.faults), ...(checked.ok ? [] : checked.faults.map(governanceFault))]
  const isSound = composition.ok && checked.ok
  const variants = isSound ? buildVariants(parse(composition.supergraph), composition.apiSchema, rules) : new Map()
  return { composition, rules, documentVariants, variants, faults }
}

function readGovernance(root: string): string | null {
  const path = join(root, GOVERNANCE_FILE)
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

const governanceFault = (message: string): Finding => ({
  rule: 'governance-config',
  severity: 'error',
  coordinate: 'variants',
  message,
  help: 'Each variant is { "include": [tags], "exclude": [tags] }, each folder of documents names a variant; see docs/architects.md.',
  file: GOVERNANCE_FILE,
  line: null,
  column: null,
})
