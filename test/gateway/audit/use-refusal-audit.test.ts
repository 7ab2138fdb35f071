import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { waitUntil } from '../../support/wait-until.ts'
import { type AuditedGateway, startAuditedGateway } from './audited-gateway.ts'

let audited: AuditedGateway
beforeEach(async () => {
  audited = await startAuditedGateway({ refusalsPerMinute: 3 })
})
afterEach(() => audited.close())

const knock = () => audited.gateway.ask('{ hello }', { as: null, headers: { authorization: 'Bearer forged' } })

describe('the audit of refusals', () => {
  it('records a bad token with its status and code, and no caller', async () => {
    await knock()
    await waitUntil(async () => (await audited.entries('refused')).length === 1)

    expect(await audited.entries('refused')).toEqual([
      { kind: 'refused', requestId: expect.any(String), caller: null, status: 401, codes: ['UNAUTHENTICATED'] },
    ])
  })

  it('counts what is over the limit of a minute, and records the count', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) await knock()
    await audited.gateway.stop()

    const refused = await audited.entries('refused')
    // The ten attempts may lie on both sides of a full minute.
    expect([3, 4, 5, 6]).toContain(refused.length)
    const counted = (await audited.entries('omitted')).map(({ counts }) => counts.UNAUTHENTICATED ?? 0)
    expect(refused.length + counted.reduce((sum, each) => sum + each, 0)).toBe(10)
    await audited.restart()
  })
})
