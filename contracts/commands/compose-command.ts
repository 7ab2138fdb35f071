import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { VARIANTS } from '../../policies/index.ts'
import { createManifests, readTrustedDocuments } from '../documents.ts'
import { compareFindings, type Finding } from '../finding.ts'
import type { ContractsIo, ExitCode } from '../io.ts'
import { type PublishedFile, publishVariants } from '../published-variants.ts'
import { type Contracts, readContracts } from '../read-contracts.ts'
import { jsonReport } from '../report/json-report.ts'
import { textReport } from '../report/text-report.ts'
import { documentValid } from '../rules/document-valid.ts'
import { runRule } from '../rules/rule.ts'
import { variantSound } from '../rules/variant-sound.ts'
import { indexSchema } from '../schema-places.ts'

const SUPERGRAPH = 'contracts/published/supergraph.graphql'

/**
 * `compose [--check] [--variant NAME] [--json]`: composes all subgraphs, builds the contract variants and writes what is
 * published, or with `--check` only compares. `--variant` narrows it to the files of one variant. Nothing is written when a
 * variant contradicts itself, or when a trusted document is not one operation of the graph with the name of its file; so two of
 * a client never say the same, and each has an id of its own.
 */
export function composeCommand(argv: readonly string[], io: ContractsIo): ExitCode {
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({ args: [...argv], options: { check: flag, json: flag, variant: { type: 'string' } } })
  const { variant } = values
  if (variant !== undefined && !VARIANTS.some((name) => name === variant)) {
    io.print(`unknown variant: ${variant}; there are ${VARIANTS.join(', ')}`)
    return 2
  }
  const contracts = readContracts(io.root)
  const { composition, faults } = contracts
  const documents = readTrustedDocuments(io.root)
  const input = { ...contracts, documents }
  const unsound: readonly Finding[] = [...faults, ...runRule(variantSound, input)]
  const found = composition.ok && unsound.length === 0 ? runRule(documentValid, input) : unsound
  if (!composition.ok || found.length > 0) {
    const sorted = found.toSorted(compareFindings)
    io.print(values.json ? jsonReport(sorted) : textReport(sorted))
    return unsound.length === 0 ? 1 : 3
  }
  const all = [
    { path: SUPERGRAPH, text: composition.supergraph },
    ...publishedOf(contracts, composition.supergraph),
    ...createManifests(documents),
  ]
  const published = variant === undefined ? all : all.filter(({ path }) => path.startsWith(`contracts/published/${variant}/`))
  const stale = published.filter(({ path, text }) => readIfPresent(join(io.root, path)) !== text)
  if (!values.check) for (const { path, text } of stale) write(join(io.root, path), text)
  const paths = stale.map(({ path }) => path)
  if (values.json) io.print(JSON.stringify({ version: 1, [values.check ? 'stale' : 'written']: paths }))
  else if (values.check) for (const path of paths) io.print(`${path} is stale: run \`npm run contracts -- compose\``)
  else io.print(paths.length === 0 ? 'nothing changed' : paths.map((path) => `wrote ${path}`).join('\n'))
  return values.check && stale.length > 0 ? 4 : 0
}

function publishedOf(contracts: Contracts, supergraph: string): readonly PublishedFile[] {
  return publishVariants(contracts.variants, supergraph, indexSchema(contracts))
}

function readIfPresent(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
