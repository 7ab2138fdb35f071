import { benchCommand } from './bench/bench-command.ts'

/** `npm run bench`: see `--help`. */
process.exitCode = await benchCommand(process.argv.slice(2), process.env, {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
})
