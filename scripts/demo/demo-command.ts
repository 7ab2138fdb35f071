import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { clientSecret, type DataDirectory, dataDirectory, readRuntime, readSecrets } from '../data-directory.ts'
import { CLI_CLIENT_ID } from '../identity-provider/cli-client.ts'
import { describeFailure } from '../operator-fault.ts'
import { freePorts } from '../start/ports.ts'
import { startStack } from '../start/stack.ts'
import { createJsonNarrator, createTextNarrator } from './narrator.ts'
import { playStory } from './play.ts'
import { flagshipStory } from './stories/s-1.ts'
import { missingClientPoStory } from './stories/s-2.ts'
import { largePurchaseStory } from './stories/s-3.ts'
import { duplicateClientStory } from './stories/s-6.ts'
import { halfWayFailureStory } from './stories/s-7.ts'
import type { Story } from './story.ts'
import { createTokenSource } from './token-source.ts'

/** Every story, in the order of their numbers. */
export const STORIES: readonly Story[] = [
  flagshipStory,
  missingClientPoStory,
  largePurchaseStory,
  duplicateClientStory,
  halfWayFailureStory,
]
const ALL = 'all'

const HELP = `npm run demo [-- options]

Plays a story through the public API as the people in it, and asserts every promise on the way. Uses the graph that runs on
the data directory; when none runs, starts one on a temporary directory with fresh data and stops it afterwards.
  --story ID       ${STORIES.map(({ id, title }) => `${id}: ${title}`).join('\n                   ')}
                   ${ALL}: one after the other; default S-1
  --json           one JSON object a line
  --data-dir DIR   data directory of the running start (default .data, or DATA_DIR)
  --help           this text

Exit codes: 0 every assertion held, 1 one did not, 2 wrong usage.
`

export interface DemoIo {
  readonly print: (line: string) => void
  readonly complain: (line: string) => void
}

/** `demo [--story ID] [--json]`. Resolves to the exit code. */
export async function demoCommand(argv: readonly string[], io: DemoIo): Promise<0 | 1 | 2> {
  const usage = readUsage(argv)
  if ('fault' in usage) {
    io.complain(`${usage.fault}; --help shows how`)
    return 2
  }
  const { values, stories } = usage
  if (values.help) {
    io.print(HELP)
    return 0
  }
  try {
    const narrator = values.json ? createJsonNarrator(io.print) : createTextNarrator(io.print)
    const held = await withGraph(
      dataDirectory(values['data-dir']),
      values.json ? () => undefined : io.print,
      async ({ url, tokenOf }) => {
        const outcomes: boolean[] = []
        for (const story of stories) outcomes.push(await playStory(story, { url, tokenOf, narrator }))
        return outcomes.every((each) => each)
      },
    )
    return held ? 0 : 1
  } catch (error) {
    io.complain(describeFailure(error))
    return 1
  }
}

interface Graph {
  readonly url: string
  readonly tokenOf: (persona: string) => Promise<string>
}

/** Works on the running graph of the directory, or on one that lives as long as the work. */
async function withGraph<Result>(
  directory: DataDirectory,
  print: (line: string) => void,
  work: (graph: Graph) => Promise<Result>,
): Promise<Result> {
  const running = readRuntime(directory)
  if (running !== undefined) return work(graphAt(directory, running))

  const dataDir = mkdtempSync(path.join(tmpdir(), 'delivery-graph-demo-'))
  print('nothing is running: starting a graph for this story')
  const stack = await startStack({ dataDir, ports: await freePorts(), seed: 'dev', report: (line) => print(`  ${line}`) })
  const stopEarly = () => void stack.stop().finally(() => process.exit(1))
  process.once('SIGINT', stopEarly).once('SIGTERM', stopEarly)
  try {
    return await work(graphAt(dataDirectory(dataDir), stack))
  } finally {
    process.off('SIGINT', stopEarly).off('SIGTERM', stopEarly)
    await stack.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function graphAt(
  directory: DataDirectory,
  { gatewayUrl, issuer }: { readonly gatewayUrl: string; readonly issuer: string },
): Graph {
  return { url: gatewayUrl, tokenOf: createTokenSource(issuer, clientSecret(readSecrets(directory), CLI_CLIENT_ID)) }
}

function readUsage(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        story: { type: 'string', default: 'S-1' },
        json: { type: 'boolean', default: false },
        'data-dir': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    const stories = STORIES.filter(({ id }) => values.story === ALL || id === values.story)
    return stories.length === 0 ? { fault: `no story is called ${values.story}` } : { values, stories }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}
