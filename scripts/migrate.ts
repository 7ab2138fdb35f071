import { migrateCommand } from './database/migrate-command.ts'
import { describeFailure } from './operator-fault.ts'

/** `npx tsx scripts/migrate.ts`: see `--help`. */
process.exitCode = await migrateCommand(process.argv.slice(2), process.env, {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
}).catch((error: unknown) => {
  process.stderr.write(`${describeFailure(error)}\n`)
  return 1
})
