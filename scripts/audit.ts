import { auditCommand } from './audit/audit-command.ts'

/** `npm run audit`: see `--help`. */
process.exitCode = await auditCommand(process.argv.slice(2), process.env, {
  print: (line) => process.stdout.write(line.endsWith('\n') ? line : `${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
})
