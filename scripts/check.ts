import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'

const HELP = `npm run check [-- --only <name>]

Everything that can be checked without running the product, fast checks first. All of them run; exits with 1 when one failed.
  --only  lockfile | generate | format | acceptance | architecture | lint | compose | dead-code | types
`

interface Check {
  readonly name: string
  readonly promise: string
  readonly command: readonly string[]
}

const bin = (name: string) => `node_modules/.bin/${name}`
const CHECKS: readonly Check[] = [
  {
    name: 'lockfile',
    promise: 'npm ci works on every platform',
    command: [bin('tsx'), 'scripts/complete-lockfile.ts', '--check'],
  },
  {
    name: 'acceptance',
    promise: 'docs/acceptance.md tells what the tests prove',
    command: [bin('tsx'), 'scripts/acceptance.ts', '--check'],
  },
  { name: 'generate', promise: 'generated files are fresh', command: [bin('tsx'), 'scripts/generate.ts', '--check'] },
  {
    name: 'compose',
    promise: 'published contracts are fresh',
    command: [bin('tsx'), 'scripts/contracts.ts', 'compose', '--check'],
  },
  { name: 'lint', promise: 'contracts keep their rules', command: [bin('tsx'), 'scripts/contracts.ts', 'lint'] },
  {
    name: 'format',
    promise: 'code is formatted and linted',
    command: [bin('biome'), 'check', '--error-on-warnings', '--diagnostic-level=warn', '.'],
  },
  {
    name: 'architecture',
    promise: 'imports stay inside their walls',
    command: [bin('depcruise'), 'gateway', 'subgraphs', 'policies', 'contracts', 'scripts', 'test'],
  },
  { name: 'dead-code', promise: 'nothing is unused', command: [bin('knip')] },
  { name: 'types', promise: 'types hold', command: [bin('tsc'), '--noEmit', '-p', '.'] },
]

const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean', default: false } } })
process.exitCode = values.help ? help(0) : await check(values.only)

async function check(only: string | undefined): Promise<0 | 1 | 2> {
  const selected = CHECKS.filter(({ name }) => only === undefined || name === only)
  if (selected.length === 0) return help(2)
  const failed: string[] = []
  for (const each of selected) if (!(await passes(each))) failed.push(each.name)
  process.stdout.write(failed.length === 0 ? `${selected.length} checks passed\n` : `failed: ${failed.join(', ')}\n`)
  return failed.length === 0 ? 0 : 1
}

/** Runs one check; its output is shown only when it failed. */
async function passes({ name, promise, command }: Check): Promise<boolean> {
  const startedAt = performance.now()
  const { code, output } = await run(command)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(12)} ${seconds.padStart(5)} s  ${promise}\n`)
  if (code !== 0) process.stdout.write(`${output.trimEnd()}\n\n`)
  return code === 0
}

function run([file = '', ...args]: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

function help(code: 0 | 2): 0 | 2 {
  process.stdout.write(HELP)
  return code
}
