import { faultsCommand } from './faults/faults-command.ts'

/** `npm run faults`: see `--help`. */
process.exitCode = await faultsCommand(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  tell: (line) => process.stderr.write(`${line}\n`),
})
