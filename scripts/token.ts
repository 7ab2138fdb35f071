import { tokenCommand } from './identity-provider/token-command.ts'
import { describeFailure } from './operator-fault.ts'

/** `npm run --silent token -- <persona>`: see `--help`. */
process.exitCode = await tokenCommand(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
}).catch((error: unknown) => {
  process.stderr.write(`${describeFailure(error)}\n`)
  return 1
})
