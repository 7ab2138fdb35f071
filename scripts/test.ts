import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'

/**
 * `npm test [-- <jest arguments>]`: runs Jest with the ES-module support of this Node. Arguments go through unchanged, so
 * `npm test -- test/gateway` runs one folder. Without a path, `*.slow.test.ts` are left to `npm run test:slow`: whole processes that
 * are started, killed and waited for, and trails of 100,000 records. The last line is `N passed, N failed, N skipped`.
 */
const SLOW = '\\.slow\\.test\\.ts$'
const jest = createRequire(import.meta.url).resolve('jest/bin/jest')
const nodeOptions = [process.env.NODE_OPTIONS, '--experimental-vm-modules', '--no-warnings'].filter(Boolean).join(' ')

const child = spawn(process.execPath, [jest, ...jestArguments(process.argv.slice(2))], {
  stdio: 'inherit',
  env: { ...process.env, NODE_OPTIONS: nodeOptions },
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))

function jestArguments(given: readonly string[]): readonly string[] {
  if (given.includes('--slow')) return [...given.filter((argument) => argument !== '--slow'), SLOW]
  const namesPaths = given.some((argument) => !argument.startsWith('-'))
  return namesPaths ? given : [...given, '--testPathIgnorePatterns', SLOW]
}
