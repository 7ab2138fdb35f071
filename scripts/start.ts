import { unsupportedNode } from './start/check-node.ts'

/** `npm start`: see `--help`. The version is checked before anything is loaded that an older Node could not even read. */
const fault = unsupportedNode()
if (fault === undefined) {
  const { startCommand } = await import('./start/start-command.ts')
  process.exitCode = await startCommand(process.argv.slice(2), process.env)
} else {
  process.stderr.write(`${fault}\n`)
  process.exitCode = 1
}
