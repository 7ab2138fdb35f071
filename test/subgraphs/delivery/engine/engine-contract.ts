import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { EngineClient, Signal, Workflow } from '../../../../subgraphs/delivery/engine/port.ts'
import type { Database } from '../../../../subgraphs/shared/postgres/database.ts'

export interface OpenEngine {
  readonly client: EngineClient
  readonly db: Database
  close(): Promise<void>
}

interface ProbeInput {
  readonly name: string
  readonly waitMs: number
}

/** What any engine behind the port has to do. Adapters run this suite on themselves. */
export function describeEngine(name: string, open: (workflows: readonly Workflow<ProbeInput>[]) => Promise<OpenEngine>): void {
  const seen = new Map<string, (string | Signal | null)[]>()
  const note = (run: string, what: string | Signal | null) => {
    seen.set(run, [...(seen.get(run) ?? []), what])
  }

  /** Two steps around a wait. */
  const probe: Workflow<ProbeInput> = {
    name: 'probe@1',
    async run(input, context) {
      const first = await context.step('first', async () => {
        note(input.name, 'first')
        return { at: 1 }
      })
      const signal = await context.waitFor(input.waitMs)
      note(input.name, signal)
      const now = await context.now()
      await context.step('second', async () => {
        note(input.name, `second after ${first.at}, ${now > 1_000_000_000_000 ? 'in milliseconds' : 'in seconds'}`)
        return null
      })
    },
  }
  const broken: Workflow<ProbeInput> = {
    name: 'broken@1',
    async run(_, context) {
      await context.step('throws', () => Promise.reject(new Error('on purpose')))
    },
  }

  describe(`${name}: engine`, () => {
    let engine: OpenEngine
    beforeAll(async () => {
      engine = await open([probe, broken])
    })
    afterAll(() => engine.close())

    const start = (key: string, { workflow = 'probe@1', waitMs = 20_000 } = {}) =>
      engine.db
        .transaction()
        .execute((transaction) => engine.client.start({ key, workflow, input: { name: key, waitMs } }, transaction))
    const signal = (key: string, reason: Signal['reason'], signalKey: string) =>
      engine.db.transaction().execute((transaction) => engine.client.signal(key, { reason }, signalKey, transaction))

    async function until(key: string, status: string): Promise<void> {
      for (let look = 0; look < 400; look += 1) {
        if ((await engine.client.status(key)) === status) return
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
      throw new Error(`${key} is ${await engine.client.status(key)}, not ${status}`)
    }

    it('executes a started run, and hands it the signal that it waits for', async () => {
      await start('one')
      await signal('one', 'approval-decided', 's1')
      await until('one', 'ENDED')

      expect(seen.get('one')).toEqual(['first', { reason: 'approval-decided' }, 'second after 1, in milliseconds'])
    })

    it('keeps a signal that comes before the run waits for it', async () => {
      await engine.db.transaction().execute(async (transaction) => {
        await engine.client.start({ key: 'early', workflow: 'probe@1', input: { name: 'early', waitMs: 20_000 } }, transaction)
        await engine.client.signal('early', { reason: 'approval-decided' }, 's1', transaction)
      })
      await until('early', 'ENDED')

      expect(seen.get('early')?.[1]).toEqual({ reason: 'approval-decided' })
    })

    it('makes one run of fifty starts with the same key', async () => {
      await Promise.all(Array.from({ length: 50 }, () => start('fifty')))
      await signal('fifty', 'approval-decided', 's1')
      await until('fifty', 'ENDED')

      expect(seen.get('fifty')?.filter((what) => what === 'first')).toHaveLength(1)
    })

    it('forgets a start whose transaction is rolled back', async () => {
      const attempt = engine.db.transaction().execute(async (transaction) => {
        await engine.client.start({ key: 'undone', workflow: 'probe@1', input: { name: 'undone', waitMs: 1 } }, transaction)
        throw new Error('rolled back')
      })

      await expect(attempt).rejects.toThrow('rolled back')
      expect(await engine.client.status('undone')).toBe('ABSENT')
    })

    it('answers null when no signal comes in time', async () => {
      await start('timer', { waitMs: 100 })
      await until('timer', 'ENDED')

      expect(seen.get('timer')?.[1]).toBeNull()
    })

    it('takes a repeated signal once', async () => {
      await start('twice')
      await signal('twice', 'approval-decided', 'same')
      await until('twice', 'ENDED')

      await expect(signal('twice', 'approval-decided', 'same')).resolves.toBeUndefined()
    })

    it('asks for a cancel by a signal, so that the run can undo itself', async () => {
      await start('cancel')
      await engine.db.transaction().execute((transaction) => engine.client.requestCancel('cancel', 'c1', transaction))
      await until('cancel', 'ENDED')

      expect(seen.get('cancel')?.[1]).toEqual({ reason: 'cancel-requested' })
    })

    it('refuses a signal to a run that was never started', async () => {
      await expect(signal('nobody', 'approval-decided', 's1')).rejects.toMatchObject({ name: 'UnknownRunError' })
    })

    it('shows a run that ended with an error as broken', async () => {
      await start('broken', { workflow: 'broken@1' })

      await until('broken', 'BROKEN')
    })
  })
}
