import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { createGeneratedFiles } from './generate/generated-files.ts'

const HELP = `npm run generate [-- --check]

Writes the files that are made from others: subgraphs/*/schema.generated.ts, docs/errors.md, docs/generated/*, and the
files that guides show.
  --check  writes nothing; lists the files that differ and exits with 4
`

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
})
if (values.help) process.stdout.write(HELP)
else process.exitCode = await generate(values.check)

async function generate(checkOnly: boolean): Promise<0 | 4> {
  const files = await createGeneratedFiles()
  const stale = files.filter(({ path, text }) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
  if (checkOnly) {
    for (const { path } of stale) process.stdout.write(`${path} is stale: run \`npm run generate\`\n`)
    return stale.length === 0 ? 0 : 4
  }
  for (const { path, text } of stale) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    process.stdout.write(`wrote ${path}\n`)
  }
  process.stdout.write(`${files.length} generated files, ${stale.length} changed\n`)
  return 0
}
