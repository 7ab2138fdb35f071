import { parseArgs } from 'node:util'
import { compareFindings } from '../finding.ts'
import type { ContractsIo, ExitCode } from '../io.ts'
import { lint, readLintInput } from '../lint.ts'
import { jsonReport } from '../report/json-report.ts'
import { textReport } from '../report/text-report.ts'

/** `lint [--json]`: runs every rule on all subgraphs and trusted documents. */
export function lintCommand(argv: readonly string[], io: ContractsIo): ExitCode {
  const { values } = parseArgs({ args: [...argv], options: { json: { type: 'boolean', default: false } } })
  const input = readLintInput(io.root)
  const { faults } = input
  const findings = [...faults, ...lint(input)].toSorted(compareFindings)
  io.print(values.json ? jsonReport(findings) : textReport(findings))
  if (faults.length > 0) return 3
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0
}
