import { writeFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { describeFailure } from '../operator-fault.ts'
import { GOVERNANCE_MEASURES } from './governance/governance-measures.ts'
import { HANDOFF_MEASURES } from './handoffs/handoff-measures.ts'
import type { Finding, Measure } from './measure.ts'
import { renderFinding, renderVerdict } from './report.ts'

const SUITES: Readonly<Record<string, readonly Measure[]>> = {
  handoffs: HANDOFF_MEASURES,
  governance: GOVERNANCE_MEASURES,
}

const HELP = `npm run bench -- <suite> [options]

Measures on this machine, and prints one table a measure; progress goes to standard error.

${Object.entries(SUITES)
  .map(
    ([suite, measures]) => `  ${suite}\n${measures.map(({ name, describe }) => `    ${name.padEnd(10)} ${describe}`).join('\n')}`,
  )
  .join('\n')}

  --only NAME    that measure only; may be repeated
  --quick        smaller numbers, without the long measures
  --json FILE    also writes what was found, as JSON
  --help         this text

DATABASE_URL uses that PostgreSQL (an administrator of it) instead of an embedded one on temporary data.
Exit codes: 0 every floor held, 1 one did not, 2 wrong usage.
`

export interface BenchIo {
  readonly print: (line: string) => void
  readonly complain: (line: string) => void
}

/** `bench <suite> [--only NAME] [--quick] [--json FILE]`. Resolves to the exit code. */
export async function benchCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  io: BenchIo,
): Promise<0 | 1 | 2> {
  const usage = readUsage(argv)
  if ('help' in usage) {
    io.print(HELP)
    return 0
  }
  if ('fault' in usage) {
    io.complain(`${usage.fault}; --help shows how`)
    if (usage.isBare) io.complain(HELP)
    return 2
  }
  const { measures, isQuick, jsonFile } = usage
  const options = { isQuick, databaseUrl: env.DATABASE_URL || undefined, report: io.complain }
  const findings: Finding[] = []
  try {
    for (const measure of measures) {
      io.complain(`${measure.name}: ${measure.describe}`)
      const finding = await measure.run(options)
      findings.push(finding)
      io.print(renderFinding(finding))
    }
  } catch (error) {
    io.complain(describeFailure(error))
    return 1
  }
  if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify({ machine: machine(), isQuick, findings }, null, 2)}\n`)
  io.print(renderVerdict(findings))
  return findings.some(({ verdict }) => verdict.holds === false) ? 1 : 0
}

type Usage =
  | { readonly help: true }
  | { readonly fault: string /** Nothing was named at all. */; readonly isBare?: true }
  | { readonly measures: readonly Measure[]; readonly isQuick: boolean; readonly jsonFile: string | undefined }

function readUsage(argv: readonly string[]): Usage {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        only: { type: 'string', multiple: true, default: [] },
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return { help: true }
    const [suite, ...more] = positionals
    // All of it takes many minutes: nobody starts that by leaving a word out.
    if (suite === undefined) return { fault: 'no suite is named', isBare: true }
    const all = Object.hasOwn(SUITES, suite) ? SUITES[suite] : undefined
    if (all === undefined || more.length > 0) return { fault: `there is no suite ${[suite, ...more].join(' ')}` }
    const unknown = values.only.find((name) => !all.some((measure) => measure.name === name))
    if (unknown !== undefined) return { fault: `${suite} has no measure ${unknown}` }
    const measures = all.filter(({ name, inQuick }) =>
      values.only.length > 0 ? values.only.includes(name) : inQuick || !values.quick,
    )
    return { measures, isQuick: values.quick, jsonFile: values.json }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}

/** What the figures depend on. */
const machine = () => ({
  node: process.version,
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 2 ** 30),
  at: new Date().toISOString(),
})
