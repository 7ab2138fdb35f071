import { describe, expect, it } from '@jest/globals'
import pino from 'pino'
import { startDailyPurge } from '../../../../subgraphs/crm/documents/daily-purge.ts'
import { waitUntil } from '../../../support/wait-until.ts'

const log = pino({ level: 'silent' })

describe('daily purge', () => {
  it('purges once on each business day, however often it looks', async () => {
    const days = ['2026-05-26', '2026-05-26', '2026-05-27', '2026-05-27', '2026-05-28']
    const purged: string[] = []
    let looks = 0
    const today = () => days[Math.min(looks, days.length) - 1] ?? ''
    const purge = startDailyPurge(
      {
        async purgeExpired() {
          purged.push(today())
          return { versions: 0, objects: 0 }
        },
      },
      async () => {
        looks += 1
        return today()
      },
      { log, lookEveryMs: 2 },
    )
    await waitUntil(() => looks > days.length)
    await purge.stop()
    const looksAtStop = looks
    await new Promise((resolve) => setTimeout(resolve, 20))

    expect(purged).toEqual(['2026-05-26', '2026-05-27', '2026-05-28'])
    expect(looks).toBe(looksAtStop)
  })

  it('tries again at the next look when a purge failed', async () => {
    let attempts = 0
    const purge = startDailyPurge(
      {
        async purgeExpired() {
          attempts += 1
          if (attempts === 1) throw new Error('the disk is away')
          return { versions: 1, objects: 1 }
        },
      },
      async () => '2026-05-26',
      { log, lookEveryMs: 2 },
    )
    await waitUntil(() => attempts > 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await purge.stop()

    expect(attempts).toBe(2)
  })
})
