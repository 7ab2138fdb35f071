import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { pino } from 'pino'
import { startGateway } from '../../gateway/main.ts'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'
import { waitUntil } from '../support/wait-until.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const GUIDES = readdirSync(`${ROOT}docs`)
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)

interface Block {
  readonly command: string
  /** The output that the document shows below the command. */
  readonly shown: string | null
}

/** Every ```sh block of a document, with the ```json or ```text block that follows it. */
function blocksOf(document: string): readonly Block[] {
  const text = readFileSync(`${ROOT}${document}`, 'utf8')
  return [...text.matchAll(/```sh\n([\s\S]*?)```(?:\s*```(?:json|text)\n([\s\S]*?)```)?/g)].map(([, command = '', shown]) => ({
    command,
    shown: shown ?? null,
  }))
}

/** What the test run itself is made of. */
const RUN_BY_CI = [/^npm ci && npm start/, /^npm test/]
/** Suites of their own, minutes long: continuous integration runs the one, and figures of the other are of one machine. */
const SUITES = [/^npm run (--silent )?(faults|bench)/]
const runnable = (document: string) =>
  blocksOf(document).filter(({ command }) => ![...RUN_BY_CI, ...SUITES].some((each) => each.test(command)))

let stack: SharedStack
/** Documents whose examples call as partners. */
const OF_PARTNERS = ['README.md', 'docs/partners.md']
/** For them, as `npm start` runs it: the shared one takes texts from partners, which a reader's does not. */
let gateway: Awaited<ReturnType<typeof startGateway>>
const scratch = mkdtempSync(path.join(tmpdir(), 'docs-'))
beforeAll(async () => {
  stack = await sharedStack()
  const shared = JSON.parse(readFileSync(stack.gatewayConfig, 'utf8')) as { documents: object }
  const file = path.join(scratch, 'gateway.json')
  const documents = { ...shared.documents, levels: {} }
  writeFileSync(file, JSON.stringify({ ...shared, documents, port: 0, drainMs: 0, audit: undefined }))
  gateway = await startGateway({ env: { ...stack.gatewayEnv, GATEWAY_CONFIG: file }, log: pino({ level: 'silent' }) })
  await waitUntil(async () => (await fetch(new URL('/health/ready', gateway.url))).ok)
}, 60_000)
afterAll(async () => {
  await gateway.stop()
  rmSync(scratch, { recursive: true, force: true })
})

/** Runs the blocks in one shell, as a reader would paste them: a later one may use the variables of an earlier one. */
async function run(document: string, commands: readonly string[]): Promise<string> {
  const origin = new URL(OF_PARTNERS.includes(document) ? gateway.url : stack.url).origin
  const script = ['set -euo pipefail', ...commands].join('\n').replaceAll('http://127.0.0.1:4000', origin)
  const env = { ...process.env, DATA_DIR: stack.dataDir, NODE_OPTIONS: '' }
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: ROOT, env, maxBuffer: 10_000_000 })
  return stdout
}

describe('the README', () => {
  it('teaches with blocks that are run here, besides install and test', () => {
    expect(runnable('README.md').length).toBeGreaterThanOrEqual(4)
    expect(blocksOf('README.md').length - runnable('README.md').length).toBe(RUN_BY_CI.length)
  })
})

describe.each(['README.md', ...GUIDES].filter((document) => runnable(document).length > 0))('%s', (document) => {
  const blocks = runnable(document)

  it.each(blocks.map(({ command }, index) => [command.split('\n')[0], index] as const))(
    'shows what really happens: %s',
    async (_, index) => {
      const { command, shown } = blocks[index] as Block
      const prepare = blocks.slice(0, index).filter((block) => block.command.startsWith('TOKEN='))

      const output = await run(document, [...prepare.map((block) => `{ ${block.command}} > /dev/null`), command])

      if (shown !== null) expect(shapeOf(output)).toEqual(shapeOf(shown))
    },
    120_000,
  )
})

/** What stays the same from run to run: the structure of JSON, or the words of a text without its numbers and ids. */
function shapeOf(text: string): unknown {
  if (text.trimStart().startsWith('{')) return structureOf(JSON.parse(text))
  const json = text.indexOf('\n{\n')
  return wordsOf(json === -1 ? text : text.slice(0, json))
}

function wordsOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) =>
      line
        .replaceAll(/\b[a-z]{3}_\w+|\b[0-9a-f]{40,}\b/g, 'ID')
        .replaceAll(/[\d.:-]+/g, '#')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '')
}

function structureOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [structureOf(value[0])]
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, structureOf(inner)]))
  }
  return value === null ? null : typeof value
}
