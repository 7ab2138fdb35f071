import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

const HELP = `npm run build

Compiles the product into dist/ and copies the files that it reads at run time: schemas, migrations, published contracts.
Run a part with \`node dist/gateway/main.js\` or \`node dist/subgraphs/<name>/main.js\`.
`
/** Folders whose data files are needed at run time. */
const PARTS = ['gateway', 'subgraphs', 'policies', 'contracts'] as const
/** Read at run time by path, so that they must lie beside the compiled code. */
const COPIED = ['.graphql', '.sql', '.json'] as const

const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } })
if (values.help) process.stdout.write(HELP)
else process.exitCode = build()

function build(): number {
  rmSync('dist', { recursive: true, force: true })
  const { status } = spawnSync('node_modules/.bin/tsc', ['-p', '.', '--noEmit', 'false', '--sourceMap'], { stdio: 'inherit' })
  if (status !== 0) return status ?? 1
  rmSync('dist/test', { recursive: true, force: true })
  const copied = PARTS.flatMap((part) => copyData(part))
  process.stdout.write(`built dist/, copied ${copied.length} files\n`)
  return 0
}

function copyData(part: string): readonly string[] {
  const paths = readdirSync(part, { recursive: true, encoding: 'utf8' })
    .map((path) => join(part, path))
    .filter((path) => COPIED.some((extension) => path.endsWith(extension)))
  for (const path of paths) {
    mkdirSync(dirname(join('dist', path)), { recursive: true })
    copyFileSync(path, join('dist', path))
  }
  return paths
}
