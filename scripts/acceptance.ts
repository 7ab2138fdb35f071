import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { citationsOf, coveredRows, createAcceptanceTable, faultsOf } from './acceptance/acceptance-table.ts'

const HELP = `tsx scripts/acceptance.ts [--check]

Writes docs/acceptance.md from the titles of the tests.
  --check  writes nothing; exits with 4 when the file is stale
Exits with 1 when a test cites an unknown row, or when a row that is covered in the committed file no longer is.
`
const TABLE = 'docs/acceptance.md'

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
})
if (values.help) process.stdout.write(HELP)
else process.exitCode = acceptance(values.check)

function acceptance(checkOnly: boolean): 0 | 1 | 4 {
  const areas = z
    .record(z.string(), z.record(z.string(), z.string()))
    .parse(JSON.parse(readFileSync('docs/acceptance-rows.json', 'utf8')))
  const citations = testFiles().flatMap((path) => citationsOf(path, readFileSync(path, 'utf8')))
  const table = createAcceptanceTable(areas, citations)
  const faults = faultsOf(areas, citations, [...new Set(committedTables().flatMap(coveredRows))])
  for (const fault of faults) process.stdout.write(`${fault}\n`)
  if (faults.length > 0) return 1
  if (existsSync(TABLE) && readFileSync(TABLE, 'utf8') === table) return 0
  if (checkOnly) process.stdout.write(`${TABLE} is stale: run \`npx tsx scripts/acceptance.ts\`\n`)
  else writeFileSync(TABLE, table)
  return checkOnly ? 4 : 0
}

function testFiles(): readonly string[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => `test/${path.replaceAll('\\', '/')}`)
    .toSorted()
}

/** The table of the last commit, and that of the main branch, so that a commit on a branch cannot give a row up either. */
function committedTables(): readonly string[] {
  return ['HEAD', 'origin/main'].map((ref) => git('show', `${ref}:${TABLE}`))
}

/** Output of git; empty outside a repository, or when the ref or the file does not exist there. */
function git(...args: readonly string[]): string {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}
