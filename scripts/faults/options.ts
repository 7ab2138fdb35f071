import { parseArgs } from 'node:util'

export interface FaultOptions {
  readonly only: RegExp | undefined
  readonly quick: boolean
  readonly seed: number
  readonly json: string | undefined
  readonly keep: boolean
}

export const FAULTS_HELP = `Usage: npm run faults -- handoff [options]

Starts a graph of its own and disturbs handoffs from statement of work to project while they run: workers killed with -9
before, during and after every write and every undo, while they wait and while they recover, workers that hang, a database
and a gateway that die, systems that are away. Every case has a sale of its own. Judged by the tables of the systems and by
a log of every call between workers and gateway.

  --only PATTERN   only the drills whose id matches this regular expression, e.g. '^undo/' or 'H10.*/after-effect'
  --quick          a sample of every group, within two minutes
  --seed N         another order of small chances and another sample (default 1)
  --json FILE      writes every judgement to a file
  --keep           leaves the data directory and the log of calls for a look
  --help           this text

Progress goes to standard error. Exit codes: 0 nothing lost, doubled or stuck and every drill ended as it should, 1 otherwise,
2 wrong usage.
`

/** Options from the command line. Returns the fault as text: the caller prints it and exits with 2. */
export function readFaultOptions(
  argv: readonly string[],
): { readonly options: FaultOptions } | { readonly help: true } | { readonly fault: string } {
  const parsed = parse(argv)
  if ('fault' in parsed) return parsed
  const { values, positionals } = parsed
  if (values.help) return { help: true }
  if (positionals.length !== 1 || positionals[0] !== 'handoff') return { fault: 'say what to disturb: handoff' }
  if (!/^\d{1,9}$/.test(values.seed)) return { fault: '--seed must be a whole number' }
  const only = readPattern(values.only)
  if (only === null) return { fault: '--only must be a regular expression' }
  return { options: { only, quick: values.quick, seed: Number(values.seed), json: values.json, keep: values.keep } }
}

function readPattern(text: string | undefined): RegExp | undefined | null {
  try {
    return text === undefined ? undefined : new RegExp(text)
  } catch {
    return null
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        only: { type: 'string' },
        quick: { type: 'boolean', default: false },
        seed: { type: 'string', default: '1' },
        json: { type: 'string' },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}
