import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { createManifests } from '../documents.ts'
import { compareFindings } from '../finding.ts'
import type { ContractsIo, ExitCode } from '../io.ts'
import { lint, readLintInput } from '../lint.ts'
import { jsonReport } from '../report/json-report.ts'
import { textReport } from '../report/text-report.ts'
import { documentValid } from '../rules/document-valid.ts'

const SUPERGRAPH = 'contracts/published/supergraph.graphql'

/**
 * `compose [--check] [--json]`: composes all subgraphs and writes what is published, or with `--check` only compares. Nothing is
 * written when a trusted document is not one operation of the graph with the name of its file; so two of a client never say the
 * same, and each has an id of its own.
 */
export function composeCommand(argv: readonly string[], io: ContractsIo): ExitCode {
  const options = { check: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } as const
  const { values } = parseArgs({ args: [...argv], options })
  const input = readLintInput(io.root)
  const { composition, documents } = input
  const faults = composition.ok ? lint(input, [documentValid]) : composition.faults.toSorted(compareFindings)
  if (!composition.ok || faults.length > 0) {
    io.print(values.json ? jsonReport(faults) : textReport(faults))
    return composition.ok ? 1 : 3
  }
  const published = [{ path: SUPERGRAPH, text: composition.supergraph }, ...createManifests(documents)]
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
