import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { freePort } from '../../../scripts/free-port.ts'
import { isAlive, waitForExit } from '../../../scripts/process-state.ts'
import { type PartProcess, startPart } from '../../../scripts/start/part-process.ts'
import { answers, waitUntilAnswers } from '../../../scripts/start/wait-until-answers.ts'
import { waitUntil } from '../../support/wait-until.ts'

const SCRIPT = fileURLToPath(new URL('../../support/part-fixture.ts', import.meta.url))
const PARENT = fileURLToPath(new URL('../../support/parent-fixture.ts', import.meta.url))

describe('a supervised part', () => {
  let folder: string
  let port: number
  let url: string
  let part: PartProcess | undefined
  let lines: string[]

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'delivery-graph-part-'))
    port = await freePort()
    url = `http://127.0.0.1:${port}/`
    lines = []
  })
  afterEach(async () => {
    await part?.kill()
    rmSync(folder, { recursive: true })
  })

  const log = () => path.join(folder, 'part.log')
  function begin(behaviour: string): PartProcess {
    const definition = {
      name: 'fixture',
      script: SCRIPT,
      env: { PORT: String(port), BEHAVIOUR: behaviour },
      readyUrls: [url],
      log: log(),
    }
    part = startPart(definition, (line) => lines.push(line))
    return part
  }

  it('is ready when it answers, and gone after stop', async () => {
    const { ready, stop } = begin('serve')
    await ready()
    expect(await answers(url)).toBe(true)

    await stop()
    expect(await answers(url)).toBe(false)
    expect(lines).toEqual([])
  })

  it('that ends while starting is reported with its own words, and not started again', async () => {
    await expect(begin('fail').ready()).rejects.toMatchObject({
      name: 'OperatorFault',
      message: expect.stringMatching(/^fixture ended while starting: Error: the moon is in the wrong phase \(see .*part\.log\)$/),
    })
  })

  it('stands still while paused, goes on afterwards as the same process, and stops even when paused', async () => {
    const running = begin('serve')
    await running.ready()
    const { pid } = running
    running.pause()
    expect(await answers(url)).toBe(false)

    running.resume()
    await waitUntilAnswers(url, true)
    expect(running.pid).toBe(pid)

    running.pause()
    await running.stop()
    expect(running.pid).toBeUndefined()
  })

  it('is started again when it is killed, and says so in two lines', async () => {
    const running = begin('serve')
    await running.ready()
    const first = running.pid ?? 0
    process.kill(first, 'SIGKILL')
    await waitForExit(first, 5_000)
    await waitUntilAnswers(url, true)
    await waitUntil(() => lines.length === 2)

    expect(running.pid).not.toBe(first)
    expect(lines).toEqual([
      expect.stringMatching(/^fixture ended \(SIGKILL\); starting it again in 250 ms/),
      'fixture is up again',
    ])
  })

  it('stays down after kill until it is restarted', async () => {
    const running = begin('serve')
    await running.ready()
    await running.kill()
    expect(running.pid).toBeUndefined()

    await running.restart()
    expect(await answers(url)).toBe(true)
    expect(lines).toEqual([])
  })

  it.each(['serve', 'stubborn'])('ends by itself when its starter is killed (%s)', async (behaviour) => {
    const starter = spawn(process.execPath, ['--import', 'tsx', PARENT, SCRIPT, String(port), log(), behaviour], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(starter.stdout, 'data')
    const pid = Number(String(line))
    expect(isAlive(pid)).toBe(true)

    starter.kill('SIGKILL')

    expect(await waitForExit(pid, 10_000)).toBe(true)
  })
})
