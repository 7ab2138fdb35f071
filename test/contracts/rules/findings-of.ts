import { readFileSync } from 'node:fs'
import { parse, Source } from 'graphql'
import type { TrustedDocument } from '../../../contracts/documents.ts'
import type { Finding } from '../../../contracts/finding.ts'
import { composeContracts } from '../../../contracts/read-contracts.ts'
import { type Rule, runRule } from '../../../contracts/rules/rule.ts'
import type { SubgraphFiles } from '../../../contracts/subgraph-files.ts'
import { assembleSubgraph } from '../../../contracts/wire/subgraph-sdl.ts'

const SHARED_PATH = 'subgraphs/shared/schema/shared.graphql'
const shared = parse(new Source(readFileSync(SHARED_PATH, 'utf8'), SHARED_PATH))

/** The variants of the repository itself: the shared definitions carry their tags. */
const GOVERNANCE = readFileSync('contracts/governance.config.json', 'utf8')

/** Subgraphs written in a test, by name, together with the real shared definitions. */
export function subgraphFiles(sources: Readonly<Record<string, string>>): SubgraphFiles {
  const own = Object.entries(sources).map(([name, sdl]) => ({
    name,
    document: parse(new Source(sdl, `subgraphs/${name}/schema.graphql`)),
  }))
  return {
    files: [{ name: 'shared', document: shared }, ...own],
    subgraphs: own.map(({ name, document }) => ({ name, document: assembleSubgraph(document, shared) })),
  }
}

/** What one rule says about the subgraphs; they are not composed, for most rules look at the files only. */
export function findingsOf(rule: Rule, sources: Readonly<Record<string, string>>): readonly Finding[] {
  return runRule(rule, {
    ...subgraphFiles(sources),
    composition: { ok: false, faults: [] },
    rules: new Map(),
    documentVariants: new Map(),
    variants: new Map(),
    faults: [],
    documents: [],
  })
}

/** The same after composition, with trusted documents. */
export function findingsAfterComposition(
  rule: Rule,
  sources: Readonly<Record<string, string>>,
  documents: readonly TrustedDocument[] = [],
  governance = GOVERNANCE,
): readonly Finding[] {
  const files = subgraphFiles(sources)
  return runRule(rule, { ...files, ...composeContracts(files, governance), documents })
}
