import { describeFailure } from './operator-fault.ts'
import { partnerCommand } from './partner/partner-command.ts'

/** `npm run --silent partner -- <verb>`: see `--help`. */
process.exitCode = await partnerCommand(process.argv.slice(2), {
  env: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
}).catch((error: unknown) => {
  process.stderr.write(`${describeFailure(error)}\n`)
  return 1
})
