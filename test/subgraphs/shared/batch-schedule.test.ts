import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createBatchLoader } from '../../../subgraphs/shared/batch-schedule.ts'
import { personWith } from '../../support/subgraph-client.ts'

describe('createBatchLoader', () => {
  it('sends the loads of one level as one batch, in whatever order the level above was answered', async () => {
    const pauseMs = fc.integer({ min: 0, max: 8 })
    await fc.assert(
      fc.asyncProperty(pauseMs, pauseMs, async (slowMs, otherMs) => {
        const call = { principal: personWith([]), correlationId: 'r' }
        const batches: string[][] = []
        const invoices = createBatchLoader(call, async (ids: readonly string[]) => delay(slowMs, ids))
        const charges = createBatchLoader(call, async (ids: readonly string[]) => delay(otherMs, ids))
        const accounts = createBatchLoader(call, async (ids: readonly string[]) => {
          batches.push([...ids])
          return ids
        })

        // Two roads to one entity: through a slow statement and through another one.
        await Promise.all([
          invoices.load('inv_1').then(() => accounts.load('acc_1')),
          charges.load('chg_1').then(() => accounts.load('acc_2')),
        ])

        expect(batches.map((ids) => ids.sort())).toEqual([['acc_1', 'acc_2']])
      }),
      { numRuns: 30 },
    )
  })

  it('goes on after a batch that failed', async () => {
    const call = { principal: personWith([]), correlationId: 'r' }
    const broken = createBatchLoader(call, async () => Promise.reject(new Error('database away')))
    const healthy = createBatchLoader(call, async (ids: readonly string[]) => ids)

    await expect(broken.load('a')).rejects.toThrow('database away')
    await expect(healthy.load('b')).resolves.toBe('b')
  })
})
