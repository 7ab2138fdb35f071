import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type pg from 'pg'
import { type ChainRow, signCheckpoint } from '../../../contracts/wire/audit-chain.ts'
import { createAuditKey } from '../../../contracts/wire/audit-keys.ts'
import type { Fault } from '../../../scripts/audit/trail-check.ts'
import { CHAIN, chainOf, entryAt, type StoredChain, storeChain } from './stored-chain.ts'

const COUNT = 3_000
let stored: StoredChain
beforeAll(async () => {
  stored = await storeChain(COUNT)
})
afterAll(() => stored.close())

interface Verified {
  readonly faults: readonly Fault[]
  readonly faultCount: number
  readonly rows: number
}

async function verify(...options: readonly string[]): Promise<Verified & { readonly code: number }> {
  const { code, printed, complaints } = await stored.run('verify', '--json', ...options)
  if (printed[0] === undefined) throw new Error(complaints)
  return { code, ...(JSON.parse(printed[0]) as Verified) }
}
const found = ({ faults }: Verified) => faults.map(({ kind, sequence, lastSequence }) => [kind, sequence, lastSequence])
const at = (sequence: number) => `where chain = '${CHAIN}' and sequence = ${sequence}`

async function replaceRows(client: pg.Client, rows: readonly ChainRow[]): Promise<void> {
  const column = (name: keyof ChainRow) => rows.map((row) => row[name])
  await client.query('delete from gateway.audit_record where chain = $1 and sequence = any($2)', [CHAIN, column('sequence')])
  await client.query(
    'insert into gateway.audit_record select * from unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::text[], $5::text[], $6::text[])',
    [column('chain'), column('sequence'), column('recordedAt'), column('previous'), column('hash'), column('record')],
  )
}

/** The chain as somebody without the key would write it anew, with the record of one place changed. */
const recomputedFrom = (sequence: number) =>
  chainOf(COUNT, (index) =>
    index === sequence - 1 ? ({ ...entryAt(index), requestId: 'forged' } as ReturnType<typeof entryAt>) : entryAt(index),
  )

describe('audit verify', () => {
  it.each([
    ['the text of one record', 1_234, `update gateway.audit_record set record = replace(record, 'app-', 'bpp-') ${at(1_234)}`],
    ['the time beside one record', 7, `update gateway.audit_record set recorded_at = recorded_at + interval '1 hour' ${at(7)}`],
    ['the hash of the last record', COUNT, `update gateway.audit_record set hash = repeat('0', 64) ${at(COUNT)}`],
  ])('finds that %s was altered', async (_, sequence, sql) => {
    const verified = await stored.tampered(sql, () => verify())

    expect(verified.code).toBe(1)
    expect(found(verified)).toContainEqual(['altered', sequence, sequence])
  })

  it('finds a record that was altered together with its hash', async () => {
    const forged = recomputedFrom(1_234).rows.slice(1_233, 1_234)
    const verified = await stored.tampered(
      (client) => replaceRows(client, forged),
      () => verify(),
    )

    expect(found(verified)).toEqual([['altered', 1_234, 1_234]])
  })

  it.each([
    ['the first record', 1, 1],
    ['one record', 1_234, 1_234],
    ['a run of records', 1_000, 1_999],
  ])('finds that %s was removed', async (_, first, last) => {
    const sql = `delete from gateway.audit_record where sequence between ${first} and ${last}`

    expect(found(await stored.tampered(sql, () => verify()))).toEqual([['removed', first, last]])
  })

  it('finds two records that changed places', async () => {
    const sql = `update gateway.audit_record set sequence = -sequence + 2 * 1234 + 1 + 1000000 where sequence in (1234, 1235);
      update gateway.audit_record set sequence = sequence - 1000000 where sequence > 1000000`

    expect(found(await stored.tampered(sql, () => verify()))).toEqual([
      ['reordered', 1_234, 1_234],
      ['reordered', 1_235, 1_235],
    ])
  })

  it('finds that the newest records were removed, with their checkpoints in the database', async () => {
    const sql =
      'delete from gateway.audit_record where sequence > 2990; delete from gateway.audit_checkpoint where sequence > 2990'

    expect(found(await stored.tampered(sql, () => verify()))).toEqual([['truncated', 2_991, COUNT]])
    // What the file is for: without it, this is not found.
    expect((await stored.tampered(sql, () => verify('--store-only'))).faultCount).toBe(0)
  })

  it('finds that a whole chain was removed, with everything that the database knew of it', async () => {
    const sql = 'delete from gateway.audit_record; delete from gateway.audit_checkpoint'

    expect(found(await stored.tampered(sql, () => verify()))).toEqual([['truncated', 1, COUNT]])
  })

  it('finds a chain that was recomputed from one record on by somebody without the key', async () => {
    const forged = recomputedFrom(1_234).rows.slice(1_233)
    const tampered = (look: () => Promise<Verified>) => stored.tampered((client) => replaceRows(client, forged), look)

    expect(found(await tampered(() => verify()))).toEqual([['checkpoint', 2_000, 2_000]])
    // The same person removes the checkpoints that tell.
    const { faults } = await stored.tampered(
      async (client) => {
        await replaceRows(client, forged)
        await client.query('delete from gateway.audit_checkpoint where sequence > 1234')
      },
      () => verify(),
    )
    expect(faults.map(({ kind, sequence, detail }) => [kind, sequence, detail.includes('checkpoints.jsonl')])).toEqual([
      ['checkpoint', 2_000, true],
    ])
  })

  it('finds a chain that was made up, and a checkpoint that was signed by another key', async () => {
    const other = createAuditKey({ id: 'a-1', secret: 'another-secret-of-more-than-32-characters' })
    const [first] = stored.rows
    const forged = signCheckpoint({ chain: CHAIN, sequence: 1, hash: first?.hash ?? '' }, '2026-05-26T09:00:00.000Z', other)
    const made = `insert into gateway.audit_record values ('gateway/made-up', 1, now(), 'p', 'h', '{}')`
    const signed = `insert into gateway.audit_checkpoint values ('${CHAIN}', 1, '${forged.hash}', '${forged.signedAt}', 'a-1', '${forged.signature}')`

    const { faults } = await stored.tampered(`${made}; ${signed}`, () => verify())
    expect(faults.map(({ kind, chain, sequence }) => [kind, chain, sequence])).toEqual([
      ['altered', 'gateway/made-up', 1],
      ['checkpoint', CHAIN, 1],
      ['checkpoint', 'gateway/made-up', 1],
    ])
  })

  it('believes no checkpoint outside that is not signed, and counts a line that was cut short', async () => {
    const file = join(stored.folder, 'audit', 'checkpoints.jsonl')
    const genuine = readFileSync(file, 'utf8')
    const moved = { ...JSON.parse(genuine.split('\n')[0] ?? ''), sequence: COUNT + 5 }
    appendFileSync(file, `${JSON.stringify(moved)}\n{"chain":"gate`)
    const { faults } = await verify()
    const { printed } = await stored.run('verify')
    writeFileSync(file, genuine)

    expect(faults.map(({ kind, sequence }) => [kind, sequence])).toEqual([['checkpoint', COUNT + 5]])
    expect(printed).toContain('note       1 lines of the files are no checkpoint')
  })

  it('finds each of one altered, one removed, two exchanged and ten last ones removed, among 100,000 records', async () => {
    const count = 100_000
    const large = await storeChain(count)
    try {
      const startedAt = performance.now()
      const before = await large.run('verify')
      process.stderr.write(`verify of ${count} records: ${((performance.now() - startedAt) / 1_000).toFixed(2)} s\n`)
      expect(before).toMatchObject({
        code: 0,
        printed: [expect.stringMatching(/^whole: 100000 records in 1 chains, \d+\.\d s$/)],
      })

      await large.change(`
        update gateway.audit_record set record = replace(record, 'app-', 'bpp-') where sequence = 54321;
        delete from gateway.audit_record where sequence = 20000 or sequence > 99990;
        update gateway.audit_record set sequence = 2140001 - sequence where sequence in (70000, 70001);
        update gateway.audit_record set sequence = sequence - 2000000 where sequence > 1000000;
        delete from gateway.audit_checkpoint where sequence > 99990`)
      const { code, printed } = await large.run('verify', '--json')
      const verified = JSON.parse(printed[0] ?? '{}') as Verified

      expect(code).toBe(1)
      expect(found(verified)).toEqual([
        ['removed', 20_000, 20_000],
        ['altered', 54_321, 54_321],
        ['reordered', 70_000, 70_000],
        ['checkpoint', 70_000, 70_000],
        ['reordered', 70_001, 70_001],
        ['truncated', 99_991, count],
      ])
    } finally {
      await large.close()
    }
  }, 240_000)

  it('says 2, not 0, when there is nothing to check with', async () => {
    expect(await stored.run('verify', '--checkpoints', 'nowhere.jsonl')).toMatchObject({
      code: 2,
      complaints: expect.stringContaining('nowhere.jsonl: no checkpoints outside the database'),
    })
    expect((await stored.run('verify', '--public-keys', 'nowhere.json')).code).toBe(2)
    expect((await stored.run('inspect')).code).toBe(2)
  })
})
