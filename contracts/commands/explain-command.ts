import { parseArgs } from 'node:util'
import { callerNamed } from '../explain/caller.ts'
import { explainCoordinate } from '../explain/explain-coordinate.ts'
import { compareFindings } from '../finding.ts'
import type { ContractsIo, ExitCode } from '../io.ts'
import { readContracts } from '../read-contracts.ts'
import { explanationText } from '../report/explanation-text.ts'
import { textReport } from '../report/text-report.ts'

/**
 * `explain COORDINATE [--as NAME] [--json]`: which rules decide about a type, field or argument, from which line, at the gateway
 * and at the subgraph, and in which variants it exists. `NAME` is a persona, a partner variant or a role.
 */
export function explainCommand(argv: readonly string[], io: ContractsIo): ExitCode {
  const options = { as: { type: 'string' }, json: { type: 'boolean', default: false } } as const
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
  const [coordinate, ...more] = positionals
  if (coordinate === undefined || more.length > 0) return refuse(io, 'explain takes one coordinate, such as Account.name')
  const caller = values.as === undefined ? null : callerNamed(values.as, io.personaNamed ?? (() => undefined))
  if (caller === undefined) return refuse(io, `nobody is called ${values.as}: name a persona, a partner variant or a role`)
  const contracts = readContracts(io.root)
  const { composition, faults } = contracts
  if (!composition.ok || faults.length > 0) {
    io.print(textReport(faults.toSorted(compareFindings)))
    return 3
  }
  const { supergraph, apiSchema } = composition
  const explanation = explainCoordinate(coordinate, caller, { root: io.root, supergraph, apiSchema, contracts })
  if (explanation === null) return refuse(io, `the graph has no ${coordinate}`)
  io.print(values.json ? JSON.stringify({ version: 1, ...explanation }, null, 2) : explanationText(explanation))
  return 0
}

function refuse(io: ContractsIo, text: string): ExitCode {
  io.print(text)
  return 2
}
