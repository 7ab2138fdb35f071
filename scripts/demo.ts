import { demoCommand } from './demo/demo-command.ts'

/** `npm run demo`: see `--help`. */
process.exitCode = await demoCommand(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
})
