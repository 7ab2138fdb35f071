import { GraphQLError } from 'graphql'
import { composeCommand } from './commands/compose-command.ts'
import { explainCommand } from './commands/explain-command.ts'
import { lintCommand } from './commands/lint-command.ts'
import type { ContractsIo, ExitCode } from './io.ts'

const HELP = `npm run contracts -- <verb> [options]

  compose [--check] [--variant NAME]
                     compose all subgraphs, write what is published of each contract variant (contracts/published) and the
                     manifests of the trusted documents (SHA-256 to name, file and type), unless one of these is faulty;
                     --check writes nothing and fails when a file is stale
  lint               check every subgraph and trusted document against the rules of contracts/rules
  explain COORDINATE [--as NAME]
                     which rules decide about a type, field or argument, from which line, and in which variants it exists;
                     NAME is a persona, a partner variant or a role

  --json             print the result for programs
  --help             print this text

Exit codes: 0 clean, 1 findings, 2 wrong usage, 3 does not compose, 4 a published file is stale.`

const COMMANDS: Readonly<Record<string, (argv: readonly string[], io: ContractsIo) => ExitCode>> = {
  compose: composeCommand,
  lint: lintCommand,
  explain: explainCommand,
}

/** Runs one verb of the contract tool; the exit code is the whole verdict. */
export function runContracts(argv: readonly string[], io: ContractsIo): ExitCode {
  const [verb = '', ...rest] = argv
  if (argv.includes('--help')) {
    io.print(HELP)
    return 0
  }
  const command = Object.hasOwn(COMMANDS, verb) ? COMMANDS[verb] : undefined
  if (command === undefined) {
    io.print(`${verb === '' ? 'a verb is missing' : `unknown verb: ${verb}`}\n\n${HELP}`)
    return 2
  }
  try {
    return command(rest, io)
  } catch (error) {
    // A file that is not GraphQL at all cannot be composed; its error names source and line.
    if (error instanceof GraphQLError) return say(io, error.toString(), 3)
    if (isUsageError(error)) return say(io, error.message, 2)
    throw error
  }
}

/** What parseArgs of Node throws for an unknown option or argument; its class is not exported. */
function isUsageError(error: unknown): error is { readonly message: string } {
  return typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')
}

function say(io: ContractsIo, text: string, code: ExitCode): ExitCode {
  io.print(text)
  return code
}
