import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { composeSubgraphs } from '../compose.ts'
import { createManifests, readTrustedDocuments } from '../documents.ts'
import { compareFindings } from '../finding.ts'
import type { ContractsIo, ExitCode } from '../io.ts'
import { jsonReport } from '../report/json-report.ts'
import { textReport } from '../report/text-report.ts'
import { readSubgraphFiles } from '../subgraph-files.ts'

const SUPERGRAPH = 'contracts/published/supergraph.graphql'

/** `compose [--check] [--json]`: composes all subgraphs and writes what is published, or with `--check` only compares. */
export function composeCommand(argv: readonly string[], io: ContractsIo): ExitCode {
  const options = { check: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } as const
  const { values } = parseArgs({ args: [...argv], options })
  const composition = composeSubgraphs(readSubgraphFiles(io.root).subgraphs)
  if (!composition.ok) {
    const faults = composition.faults.toSorted(compareFindings)
    io.print(values.json ? jsonReport(faults) : textReport(faults))
    return 3
  }
  const published = [{ path: SUPERGRAPH, text: composition.supergraph }, ...createManifests(readTrustedDocuments(io.root))]
  const stale = published.filter(({ path, text }) => readIfPresent(join(io.root, path)) !== text)
  if (!values.check) for (const { path, text } of stale) write(join(io.root, path), text)
  const paths = stale.map(({ path }) => path)
  if (values.json) io.print(JSON.stringify({ version: 1, [values.check ? 'stale' : 'written']: paths }))
  else if (values.check) for (const path of paths) io.print(`${path} is stale: run \`npm run contracts -- compose\``)
  else io.print(paths.length === 0 ? 'nothing changed' : paths.map((path) => `wrote ${path}`).join('\n'))
  return values.check && stale.length > 0 ? 4 : 0
}

function readIfPresent(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
