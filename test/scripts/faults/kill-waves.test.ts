import { afterEach, describe, expect, it } from '@jest/globals'
import { createKillWaves, type KillWaves } from '../../../scripts/faults/kill-waves.ts'
import type { HeldCall } from '../../../scripts/faults/proxy/fault-proxy.ts'
import type { WorkerPart } from '../../../scripts/start/part-definitions.ts'

describe('kill waves', () => {
  let waves: KillWaves | undefined
  afterEach(() => waves?.close())

  function begin() {
    const deaths: string[] = []
    waves = createKillWaves({
      workers: ['worker-1', 'worker-2'],
      kill: async (worker) => void deaths.push(worker),
      restart: async () => undefined,
      lastAnswerAt: () => 0,
      random: () => 0,
    })
    return { deaths, waves }
  }
  const call = (worker: WorkerPart, settled: Promise<void> = new Promise(() => undefined)): HeldCall => ({
    number: 1,
    worker,
    pid: 1,
    operation: 'CreateErpProject',
    isMutation: true,
    key: null,
    token: 'fault0001',
    digest: '',
    settled,
  })

  it('let calls that are held together die in one death, once another worker is up', async () => {
    const { deaths, waves } = begin()
    const outcomes = Promise.all([
      waves.await(call('worker-1'), 'before-effect'),
      waves.await(call('worker-1'), 'after-effect'),
      waves.await(call('worker-1', Promise.resolve()), 'after-reply'),
    ])
    await pause(1_000)
    expect(deaths).toEqual([])

    waves.noteUp('worker-2')
    expect(await outcomes).toEqual(['drop', 'drop', 'again'])
    expect(deaths).toEqual(['worker-1'])
  })

  it('deliver an answer before they kill after it', async () => {
    const { deaths, waves } = begin()
    waves.noteUp('worker-2')

    expect(await waves.await(call('worker-1'), 'after-reply')).toBe('go-on')
    await pause(1_000)
    expect(deaths).toEqual(['worker-1'])
  })
})

const pause = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs))
