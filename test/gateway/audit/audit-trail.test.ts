import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Checkpoint, genesisHash, isSigned } from '../../../contracts/wire/audit-chain.ts'
import { query } from '../../support/query.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { person } from '../support/principal.ts'
import { AUDIT_KEY, type AuditedGateway, startAuditedGateway } from './audited-gateway.ts'

let audited: AuditedGateway
afterEach(() => audited.close())

const isOpen = () => waitUntil(async () => (await audited.entries('opened')).length > 0)
const readPay = () => audited.gateway.ask('{ worker(id: "w1") { pay } }', { as: person(['hr:comp:read']) })
const recorded = async () => (await audited.entries('request')).length
const spillFiles = () => readdirSync(audited.folder).filter((name) => name.includes('spill'))
const isAway = () => waitUntil(() => audited.gateway.logLines.some(({ msg }) => msg === 'audit store does not take records'))

function checkpointsOutside(): readonly Checkpoint[] {
  const text = readFileSync(join(audited.folder, 'checkpoints.jsonl'), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => Checkpoint.parse(JSON.parse(line)))
}

describe('the audit trail', () => {
  it('links every record to the one before it, from the name of the chain to the record that closes it', async () => {
    audited = await startAuditedGateway()
    await isOpen()
    await Promise.all(Array.from({ length: 20 }, readPay))
    await audited.gateway.stop()

    const rows = await query<{ chain: string; sequence: string; previous: string; hash: string }>(
      audited.adminUrl,
      'select chain, sequence, previous, hash from gateway.audit_record order by sequence',
    )
    expect(rows.map(({ sequence }) => Number(sequence))).toEqual(Array.from({ length: 22 }, (_, index) => index + 1))
    expect(rows.map(({ previous }) => previous)).toEqual([
      genesisHash(rows[0]?.chain ?? ''),
      ...rows.slice(0, -1).map(({ hash }) => hash),
    ])
    expect((await audited.records()).map(({ entry }) => entry.kind).at(-1)).toBe('closed')
    await audited.restart()
  })

  it('signs the end of the chain, in the store and outside of it', async () => {
    audited = await startAuditedGateway()
    await isOpen()
    await readPay()
    await audited.gateway.stop()

    const inside = await query<{ sequence: string; hash: string }>(
      audited.adminUrl,
      'select sequence, hash from gateway.audit_checkpoint order by sequence',
    )
    const outside = checkpointsOutside()
    expect(inside.map(({ sequence, hash }) => [Number(sequence), hash])).toEqual(
      outside.map(({ sequence, hash }) => [sequence, hash]),
    )
    expect(outside.at(-1)?.sequence).toBe(3)
    const keys = new Map([[AUDIT_KEY.id, AUDIT_KEY.publicKey]])
    expect(outside.map((checkpoint) => isSigned(checkpoint, keys))).toEqual([true, true])
    expect(outside.map((checkpoint) => isSigned({ ...checkpoint, sequence: 9 }, keys))).toEqual([false, false])
    await audited.restart()
  })

  it('does not touch the store on the way of a request: a slow store slows nobody', async () => {
    audited = await startAuditedGateway({ flushMs: 300 })
    await isOpen()
    await readPay()

    const before = await recorded()
    expect((await readPay()).status).toBe(200)
    expect(await recorded()).toBe(before)
    await waitUntil(async () => (await recorded()) === 2)
  })

  it('lets nothing protected happen before its first record is stored, and serves the rest', async () => {
    audited = await startAuditedGateway()
    await isOpen()
    await audited.gateway.stop()
    await audited.takeStoreAway()
    await audited.restart()

    const { status, body } = await readPay()
    expect([status, body.data, body.errors?.[0]?.extensions.code]).toEqual([503, undefined, 'AUDIT_UNAVAILABLE'])
    expect((await audited.gateway.ask('mutation { note(text: "x") { worker { id } } }')).status).toBe(503)
    expect((await audited.gateway.ask('{ worker(id: "w1") { phone } }')).status).toBe(503) // masked
    expect((await audited.gateway.ask('{ hello }')).body.data).toEqual({ hello: 'hello' })
    expect(audited.subgraph.received.filter(({ query: text }) => /pay|note|phone/.test(text))).toEqual([])
    expect((await fetch(`${audited.gateway.origin}/health/ready`)).status).toBe(503)

    await audited.bringStoreBack()
    await waitUntil(async () => (await readPay()).status === 200)
    await waitUntil(async () => (await fetch(`${audited.gateway.origin}/health/ready`)).status === 200)
  })

  it('refuse: goes on while the queue has room, then answers AUDIT_UNAVAILABLE, and loses nothing', async () => {
    audited = await startAuditedGateway({ queueSize: 5, batchSize: 2 })
    await isOpen()
    await audited.takeStoreAway()

    const statuses: number[] = []
    for (let count = 0; count < 12; count += 1) statuses.push((await readPay()).status)
    const served = statuses.filter((status) => status === 200).length
    expect(served).toBeGreaterThanOrEqual(5)
    expect(statuses.slice(served)).toEqual(Array(12 - served).fill(503))

    await audited.bringStoreBack()
    await waitUntil(async () => (await recorded()) === served)
    await waitUntil(async () => (await readPay()).status === 200)
    await audited.gateway.stop()
    const omitted = await audited.entries('omitted')
    expect(omitted.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['full']))
    expect(omitted.reduce((sum, { counts }) => sum + (counts.AUDIT_UNAVAILABLE ?? 0), 0)).toBeGreaterThanOrEqual(12 - served)
    await audited.restart()
  })

  it('buffer: keeps records in a file while the store is away, serves on, and hands them over in order', async () => {
    audited = await startAuditedGateway({ whenUnavailable: 'buffer', batchSize: 2 })
    await isOpen()
    await audited.takeStoreAway()
    for (let count = 0; count < 9; count += 1) expect((await readPay()).status).toBe(200)
    await isAway()
    await waitUntil(() => spillFiles().length === 1)

    await audited.bringStoreBack()
    await waitUntil(async () => (await recorded()) === 9 && spillFiles().length === 0)
    expect((await audited.records()).map(({ sequence }) => sequence)).toEqual(Array.from({ length: 10 }, (_, index) => index + 1))
  })

  it('buffer: refuses once the file and the queue are full', async () => {
    audited = await startAuditedGateway({ whenUnavailable: 'buffer', batchSize: 1, queueSize: 4, spillLimitBytes: 1 })
    await isOpen()
    await audited.takeStoreAway()

    const statuses: number[] = []
    for (let count = 0; count < 12; count += 1) statuses.push((await readPay()).status)
    expect(statuses).toEqual(expect.arrayContaining([200, 503]))
    const served = statuses.filter((status) => status === 200).length
    await audited.bringStoreBack()
    await waitUntil(async () => (await recorded()) >= served)
    expect(await recorded()).toBe(served)
  })

  it('leaves what the store did not take to the next start, with a signed end', async () => {
    audited = await startAuditedGateway()
    await isOpen()
    await audited.takeStoreAway()
    await readPay()
    await audited.gateway.stop()
    expect(await recorded()).toBe(0)
    expect(spillFiles()).toHaveLength(1)

    await audited.bringStoreBack()
    await audited.restart()
    await waitUntil(async () => (await recorded()) === 1)
    const [first] = await audited.records()
    expect(
      checkpointsOutside()
        .filter(({ chain }) => chain === first?.chain)
        .at(-1)?.sequence,
    ).toBe(3)
    expect(spillFiles()).toEqual([])
  })
})
