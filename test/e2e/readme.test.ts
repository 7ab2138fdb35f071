import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

interface Block {
  readonly command: string
  /** The output that the README shows below the command. */
  readonly shown: string | null
}

/** Every ```sh block with the ```json or ```text block that follows it. */
const blocks: readonly Block[] = [...README.matchAll(/```sh\n([\s\S]*?)```(?:\s*```(?:json|text)\n([\s\S]*?)```)?/g)].map(
  ([, command = '', shown]) => ({ command, shown: shown ?? null }),
)
/** These are what the test run itself is made of. */
const RUN_BY_CI = [/^npm ci && npm start/, /^npm test/]
const runnable = blocks.filter(({ command }) => !RUN_BY_CI.some((pattern) => pattern.test(command)))

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

/** Runs the blocks in one shell, as a reader would paste them: a later one may use the variables of an earlier one. */
async function run(commands: readonly string[]): Promise<string> {
  const script = ['set -euo pipefail', ...commands].join('\n').replaceAll('http://127.0.0.1:4000/graphql', stack.url)
  const env = { ...process.env, DATA_DIR: stack.dataDir, NODE_OPTIONS: '' }
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: ROOT, env, maxBuffer: 10_000_000 })
  return stdout
}

describe('the README', () => {
  it('has blocks to run', () => {
    expect(runnable.length).toBeGreaterThanOrEqual(4)
    expect(blocks.length - runnable.length).toBe(RUN_BY_CI.length)
  })

  it.each(runnable.map((block, index) => [block.command.split('\n')[0], index] as const))(
    'shows what really happens: %s',
    async (_, index) => {
      const setup = runnable.slice(0, index).filter(({ command }) => command.startsWith('TOKEN='))
      const block = runnable[index] as Block
      const prepare = setup.map(({ command }) => `{ ${command}} > /dev/null`)

      const output = await run([...prepare, block.command])

      if (block.shown !== null) expect(shapeOf(output)).toEqual(shapeOf(block.shown))
    },
    120_000,
  )
})

/** What stays the same from run to run: the structure of JSON, or the words of a text without its numbers and ids. */
function shapeOf(text: string): unknown {
  const json = text.indexOf('{\n')
  const words = (part: string) =>
    part
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('>'))
      .map((line) =>
        line
          .replaceAll(/\b(prj|opp|ctr|acc)_\w+/g, 'ID')
          .replaceAll(/[\d.:-]+/g, '#')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      )
  if (text.trimStart().startsWith('{')) return structureOf(JSON.parse(text))
  return json === -1 ? words(text) : words(text.slice(0, json))
}

function structureOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [structureOf(value[0])]
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, structureOf(inner)]))
  }
  return value === null ? null : typeof value
}
