import { pathToFileURL } from 'node:url'
import { describeFailure } from './operator-fault.ts'
import { seedCommand } from './seed/seed-command.ts'

export { seed } from './seed/load.ts'

/** `npm run seed`: see `--help`. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await seedCommand(process.argv.slice(2), process.env, {
    print: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
  }).catch((error: unknown) => {
    process.stderr.write(`${describeFailure(error)}\n`)
    return 1
  })
}
