import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { dataDirectory, readRuntime } from '../../../scripts/data-directory.ts'
import { isAlive, waitForExit } from '../../../scripts/process-state.ts'
import { freePorts } from '../../../scripts/start/ports.ts'
import { type Stack, startStack } from '../../../scripts/start/stack.ts'
import { answers, waitUntilAnswers } from '../../../scripts/start/wait-until-answers.ts'
import { query } from '../../support/query.ts'

const START = fileURLToPath(new URL('../../../scripts/start.ts', import.meta.url))
const PARTS = ['gateway', 'worker', 'subgraphs', 'identity-provider', 'database'] as const
/** Starting the whole graph takes its time on a busy machine. */
const START_TIMEOUT_MS = 120_000

describe('startStack', () => {
  let dataDir: string
  let stack: Stack
  const lines: string[] = []

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'delivery-graph-stack-'))
    stack = await startStack({ dataDir, ports: await freePorts(), seed: 'none', workers: 2, report: (line) => lines.push(line) })
  }, START_TIMEOUT_MS)
  afterAll(async () => {
    await stack?.stop()
    rmSync(dataDir, { recursive: true })
  }, START_TIMEOUT_MS)

  const ready = (port: number) => `http://127.0.0.1:${port}/health/ready`

  it('answers at the gateway, which turns a caller without a token away', async () => {
    const response = await fetch(stack.gatewayUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    })

    expect(response.status).toBe(401)
  })

  it('leaves a note that other commands find', () => {
    expect(readRuntime(dataDirectory(dataDir))).toMatchObject({
      pid: process.pid,
      gatewayUrl: stack.gatewayUrl,
      issuer: stack.issuer,
    })
  })

  it('answers a second start on the same directory with the address of the first, exit code 0', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', START, '--data-dir', dataDir])

    expect(stdout).toBe(`already running at ${stack.gatewayUrl}\n`)
  })

  it('takes a single subgraph down and up again', async () => {
    await stack.kill('erp')
    expect(await Promise.all([answers(ready(stack.ports.erp)), answers(ready(stack.ports.crm))])).toEqual([false, true])

    await stack.restart('erp')
    expect(await answers(ready(stack.ports.erp))).toBe(true)
  })

  it.each(['worker-2', 'gateway'] as const)(
    'starts a killed %s again',
    async (part) => {
      const killed = stack.pidOf(part) ?? 0
      process.kill(killed, 'SIGKILL')
      await waitForExit(killed, 5_000)
      for (const deadline = Date.now() + 20_000; [undefined, killed].includes(stack.pidOf(part)) && Date.now() < deadline; )
        await pause()

      expect(stack.pidOf(part)).not.toBe(killed)
      await waitUntilAnswers(ready(stack.ports.gateway), true, 50_000)
      expect(lines).toContainEqual(expect.stringMatching(`^${part} ended \\(SIGKILL\\); starting it again`))
    },
    60_000,
  )

  it('starts a killed database again', async () => {
    const killed = stack.pidOf('database') ?? 0
    process.kill(killed, 'SIGKILL')
    await waitForExit(killed, 5_000)
    for (const deadline = Date.now() + 20_000; !lines.includes('database is up again') && Date.now() < deadline; ) await pause()

    expect(await query(stack.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await waitUntilAnswers(ready(stack.ports.psa), true)
  }, 60_000)

  it('stops every process that it started, and takes its note away', async () => {
    const pids = PARTS.map((part) => stack.pidOf(part) ?? 0)
    expect(pids.filter(isAlive)).toHaveLength(PARTS.length)

    await stack.stop()

    expect(pids.filter(isAlive)).toEqual([])
    expect(existsSync(dataDirectory(dataDir).runtime)).toBe(false)
  }, 60_000)

  it('writes no secret into a log', () => {
    const { logs, secrets } = dataDirectory(dataDir)
    const known = readFileSync(secrets, 'utf8').match(/[\w-]{32}/g) ?? []
    const written = PARTS.map((part) => readFileSync(path.join(logs, `${part}.log`), 'utf8')).join('')

    expect(known.length).toBeGreaterThan(0)
    expect(known.filter((secret) => written.includes(secret))).toEqual([])
  })
})

const pause = () => new Promise((resolve) => setTimeout(resolve, 50))
